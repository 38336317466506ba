"""The conditions of a race, the same for all: so many cores, and nobody's settings."""

import os
import time

# What the settings of a peer begin with. All are taken away, so that each peer chooses its kernels by
# itself: OPENBLAS_CORETYPE, which some systems set, can halve the speed of NumPy's products.
SETTINGS = (
    "ATEN_", "BLIS_", "DNNL_", "GOMP_", "GOTO_", "JAX_", "KMP_", "MKL_", "NPY_", "NUMEXPR_", "NVPL_",
    "OMP_", "ONEDNN_", "OPENBLAS_", "TORCH", "VECLIB_", "XLA_")


def prepare(cores):
    """Gives this process, and all that it starts, so many cores. Comes before NumPy is loaded."""
    for name in [name for name in os.environ if name.startswith(SETTINGS)]:
        del os.environ[name]
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS",
                 "VECLIB_MAXIMUM_THREADS"):
        os.environ[name] = str(cores)
    # Compiling in this process: those that torch.compile would start take seconds to get ready.
    os.environ["TORCHINDUCTOR_COMPILE_THREADS"] = "1"
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[-cores:])
    elif cores == 1:  # where a process cannot be kept on a core, JAX is asked to use one
        os.environ["XLA_FLAGS"] = (
            "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1")


def wait_for_quiet(patience):
    """Waits until the processor is idle, at most so many seconds; whether it was (Linux only)."""
    end = time.monotonic() + patience
    try:
        while True:
            first = [int(word) for word in open("/proc/stat").readline().split()[1:]]
            time.sleep(0.3)
            second = [int(word) for word in open("/proc/stat").readline().split()[1:]]
            spent = [b - a for a, b in zip(first, second)]
            if sum(spent[3:5]) > 0.93 * sum(spent):  # idle, or waiting for a disk
                return True
            if time.monotonic() > end:
                return False
    except OSError:
        return True
