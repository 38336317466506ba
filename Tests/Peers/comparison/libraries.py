"""Libraries that a model is handed to, and loops that a user writes: ONNX Runtime, OpenVINO and numba.

The first two know the weights before they compute, and lay them out once as they like; the results of all
three go into memory that is there, if the row gives ours the same.
"""

import types

import numpy as np

from .contestants import Contestant, Peer, calling, reason


class Prepared(Peer):
    """A peer that makes what it calls for one row: `programs_for(work)` has for each form a function that
    prepares it and returns what does the work once, what hands over the result, and how many times
    one call repeats the work."""

    def contestants(self, work):
        for form, prepare in self.programs_for(work).items():
            name = self.name + form
            try:
                run, result, times = prepare()
                calling(run)(2)
                yield Contestant(name, repeated(run, times, self.empty_call), result), name
            except Exception as error:
                yield None, f"{name}: {reason(error)}"


def repeated(run, times, overhead):
    """The seconds of so many calls where one call repeats the work `times` times."""
    def seconds(count):
        calls = max(1, round(count / times))
        return calling(run, overhead)(calls) * count / (calls * times)

    return seconds


# What one call repeats of work that takes microseconds: each time on what came out before.
IN_A_ROW = 64


OPERATORS = (
    "RMSNorm", "LayerNorm", "softmax", "gelu", "silu", "matmul", "matmulTransposed", "attention")


def graph(work, copies=1, written_out=False):
    """The work as an ONNX model: its bytes, the names of its inputs with their arrays, and the result's
    shape. RMSNorm is an operator of ONNX Runtime; for others it is written out, as they expect it."""
    from onnx import TensorProto, helper, numpy_helper

    def value(name, shape):
        return helper.make_tensor_value_info(name, TensorProto.FLOAT, list(shape))

    (first, x), *others = work.inputs.items()
    operator, inputs, weights, nodes, shape = work.operator, {first: x}, [], [], x.shape
    if operator == "RMSNorm" and written_out:
        weights = [numpy_helper.from_array(others[0][1], "gain"),
                   numpy_helper.from_array(np.float32([1e-5]), "eps")]
        for i in range(copies):
            source, target = (f"t{i}" if i else first), (f"t{i + 1}" if i + 1 < copies else "y")
            for kind, sources, result in (
                ("Mul", [source, source], f"square{i}"), ("ReduceMean", [f"square{i}"], f"mean{i}"),
                ("Add", [f"mean{i}", "eps"], f"sum{i}"), ("Sqrt", [f"sum{i}"], f"root{i}"),
                ("Div", [source, f"root{i}"], f"normal{i}"), ("Mul", [f"normal{i}", "gain"], target)):
                if kind == "ReduceMean":
                    weights += [] if i else [numpy_helper.from_array(np.int64([-1]), "last")]
                    nodes.append(helper.make_node(kind, [*sources, "last"], [result], keepdims=1))
                else:
                    nodes.append(helper.make_node(kind, sources, [result]))
    elif operator in ("RMSNorm", "LayerNorm"):
        names = [name for name, _ in others]
        weights = [numpy_helper.from_array(array, name) for name, array in others]
        kind = "LayerNormalization" if operator == "LayerNorm" else "SimplifiedLayerNormalization"
        for i in range(copies):
            source, target = (f"t{i}" if i else first), (f"t{i + 1}" if i + 1 < copies else "y")
            nodes.append(helper.make_node(
                kind, [source, *names], [target], axis=-1, epsilon=1e-5))
    elif operator == "softmax":
        nodes = [helper.make_node("Softmax", [first], ["y"], axis=-1)]
    elif operator == "gelu":
        nodes = [helper.make_node("Gelu", [first], ["y"], approximate="tanh")]
    elif operator == "silu":
        nodes = [helper.make_node("Sigmoid", [first], ["s"]),
                 helper.make_node("Mul", [first, "s"], ["y"])]
    elif operator in ("matmul", "matmulTransposed"):
        (second, w), = others
        if work.constant:
            weights = [numpy_helper.from_array(w, second)]
        else:
            inputs[second] = w
        nodes = [helper.make_node("Gemm", [first, second], ["y"], transB=1)
                 if operator == "matmulTransposed" else
                 helper.make_node("MatMul", [first, second], ["y"])]
        shape = (x.shape[0], w.shape[0] if operator == "matmulTransposed" else w.shape[1])
    else:
        inputs = {name: array[None] for name, array in work.inputs.items()}
        nodes = [helper.make_node("Attention", list(inputs), ["y"], is_causal=int(x.shape[1] > 1))]
        shape = (1, *x.shape)
    opset = 23 if operator == "attention" else 21
    model = helper.make_model(
        helper.make_graph(
            nodes, "work", [value(name, array.shape) for name, array in inputs.items()],
            [value("y", shape)], weights),
        opset_imports=[helper.make_opsetid("", opset), helper.make_opsetid("com.microsoft", 1)])
    model.ir_version = 10
    return model.SerializeToString(), inputs, shape


def smallest():
    """Work that has hardly anything to compute."""
    return types.SimpleNamespace(
        operator="softmax", inputs=dict(x=np.ones((1, 1), np.float32)), constant=False)


class Graphs(Prepared):
    """A library that runs ONNX models."""

    def programs_for(self, work):
        if work.operator not in OPERATORS or work.returns_new:
            return {}
        forms = {"": lambda: self.program(work, 1)}
        if work.chains and work.arrays[0].size < 1e5:
            # Called once for all copies; the result that is compared is that of one.
            forms[f", {IN_A_ROW} in a row"] = lambda: (
                self.program(work, IN_A_ROW)[0], self.program(work, 1)[1], IN_A_ROW)
        return forms


class OnnxRuntime(Graphs):
    name = "ONNX Runtime"

    def __init__(self, cores):
        import onnx  # noqa: F401, for the models
        import onnxruntime

        onnxruntime.set_default_logger_severity(4)
        self.runtime, self.version, self.cores = onnxruntime, onnxruntime.__version__, cores
        self.measure_empty_call(self.program(smallest(), 1)[0])

    def program(self, work, copies):
        model, inputs, shape = graph(work, copies)
        options = self.runtime.SessionOptions()
        options.intra_op_num_threads, options.inter_op_num_threads = self.cores, 1
        session = self.runtime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        binding, out = session.io_binding(), np.empty(shape, np.float32)
        for name, array in inputs.items():
            binding.bind_input(name, "cpu", 0, np.float32, array.shape, array.ctypes.data)
        binding.bind_output("y", "cpu", 0, np.float32, shape, out.ctypes.data)

        def run(kept=(inputs, out)):
            session.run_with_iobinding(binding)

        def result():
            run()
            return out.copy()

        return run, result, 1


class OpenVINO(Graphs):
    name = "OpenVINO"

    def __init__(self, cores):
        import onnx  # noqa: F401, for the models
        import openvino

        self.openvino, self.version, self.cores = openvino, openvino.__version__.split("-")[0], cores
        self.core = openvino.Core()
        self.measure_empty_call(self.program(smallest(), 1)[0])

    def program(self, work, copies):
        model, inputs, _ = graph(work, copies, written_out=True)
        compiled = self.core.compile_model(self.core.read_model(model, b""), "CPU", {
            "INFERENCE_PRECISION_HINT": "f32", "INFERENCE_NUM_THREADS": self.cores,
            "NUM_STREAMS": 1, "PERFORMANCE_HINT": "LATENCY"})
        request = compiled.create_infer_request()
        for i, array in enumerate(inputs.values()):
            request.set_input_tensor(i, self.openvino.Tensor(array, shared_memory=True))

        def run(kept=inputs):
            request.infer()

        def result():
            run()
            return request.get_output_tensor(0).data.copy()

        return run, result, 1


class Numba(Prepared):
    """Ten lines of a user's own, compiled: sums in single precision and in any order."""

    name = "a numba loop"

    def __init__(self, cores):
        import numba

        numba.set_num_threads(cores)
        self.numba, self.version, self.cores = numba, numba.__version__, cores
        self.measure_empty_call(numba.njit(lambda: 0))

    def compiled(self, function):
        return self.numba.njit(
            fastmath=True, parallel=self.cores > 1, boundscheck=False, error_model="numpy")(function)

    def programs_for(self, work):
        make = {"RMSNorm": self.rms_norm, "LayerNorm": self.layer_norm, "rotation": self.rotation}
        return {"": lambda: make[work.operator](*work.arrays)} if (
            work.operator in make and not work.returns_new) else {}

    def norm(self, function, *arrays):
        compiled, y = self.compiled(function), np.empty_like(arrays[0])
        times = IN_A_ROW if y.size < 1e6 else 1
        return lambda: compiled(*arrays, y, times), y.copy, times

    def rms_norm(self, x, gain):
        rows, root, one = self.numba.prange, np.sqrt, np.float32(1)
        zero, eps = np.float32(0), np.float32(1e-5)

        def loop(x, gain, y, times):
            for _ in range(times):
                for r in rows(x.shape[0]):
                    s = zero
                    for i in range(x.shape[1]):
                        s += x[r, i] * x[r, i]
                    factor = one / root(s / np.float32(x.shape[1]) + eps)
                    for i in range(x.shape[1]):
                        y[r, i] = x[r, i] * factor * gain[i]

        return self.norm(loop, x, gain)

    def layer_norm(self, x, gain, bias):
        rows, root, one = self.numba.prange, np.sqrt, np.float32(1)
        zero, eps = np.float32(0), np.float32(1e-5)

        def loop(x, gain, bias, y, times):
            for _ in range(times):
                for r in rows(x.shape[0]):
                    s = zero
                    for i in range(x.shape[1]):
                        s += x[r, i]
                    mean = s / np.float32(x.shape[1])
                    s = zero
                    for i in range(x.shape[1]):
                        s += (x[r, i] - mean) * (x[r, i] - mean)
                    factor = one / root(s / np.float32(x.shape[1]) + eps)
                    for i in range(x.shape[1]):
                        y[r, i] = (x[r, i] - mean) * factor * gain[i] + bias[i]

        return self.norm(loop, x, gain, bias)

    def rotation(self, q, k, cos, sin):
        heads = self.numba.prange

        def loop(q, k, cos, sin, a, b):
            for h in heads(q.shape[0]):
                for t in range(q.shape[1]):
                    for i in range(32):
                        a[h, t, i] = q[h, t, i] * cos[t, i] - q[h, t, i + 32] * sin[t, i]
                        a[h, t, i + 32] = q[h, t, i + 32] * cos[t, i] + q[h, t, i] * sin[t, i]
                        b[h, t, i] = k[h, t, i] * cos[t, i] - k[h, t, i + 32] * sin[t, i]
                        b[h, t, i + 32] = k[h, t, i + 32] * cos[t, i] + k[h, t, i] * sin[t, i]

        compiled, a, b = self.compiled(loop), np.empty_like(q), np.empty_like(k)
        return lambda: compiled(q, k, cos, sin, a, b), b.copy, 1
