"""Eight steps of training a small language model, by each peer in its own way.

One call begins with the same numbers and returns the loss before each step; so whoever computes a wrong
gradient, or another optimiser, is found out by the second loss. PyTorch has its fused AdamW, and JAX a
step that is compiled whole, whose numbers are given up to the next step (donated).
"""

import numpy as np

LAYERS, WIDTH, HEADS, HIDDEN, VOCABULARY, TEXTS, TOKENS = 2, 64, 8, 160, 64, 16, 64
HEAD = WIDTH // HEADS
STEPS, RATE, BETA1, BETA2, EPS, DECAY, NORM_EPS = 8, 3e-3, 0.9, 0.999, 1e-8, 0.01, 1e-5


def inputs(random):
    """The texts, and the numbers by name in the order of our program."""
    def spread(*shape, gain=1.0):
        bound = gain * (3 / shape[0]) ** 0.5
        return random.uniform(-bound, bound, shape).astype(np.float32)

    ones, out = np.ones(WIDTH, np.float32), (2 * LAYERS) ** -0.5
    found = {}
    for layer in range(LAYERS):
        found |= {f"{name}{layer}": x for name, x in (
            ("attentionNorm", ones), ("query", spread(WIDTH, WIDTH)), ("key", spread(WIDTH, WIDTH)),
            ("value", spread(WIDTH, WIDTH)), ("output", spread(WIDTH, WIDTH, gain=out)),
            ("feedForwardNorm", ones), ("gate", spread(WIDTH, HIDDEN)), ("up", spread(WIDTH, HIDDEN)),
            ("down", spread(HIDDEN, WIDTH, gain=out)))}
    found |= dict(finalNorm=ones, head=spread(WIDTH, VOCABULARY))
    # A token follows from the two before it, or is drawn: something to learn, and never all of it.
    texts = random.integers(0, VOCABULARY, (TEXTS, TOKENS + 1))
    drawn = random.random(texts.shape) < 0.1
    for t in range(2, TOKENS + 1):
        known = (3 * texts[:, t - 1] + 7 * texts[:, t - 2]) % VOCABULARY
        texts[:, t] = np.where(drawn[:, t], texts[:, t], known)
    return dict(texts=texts.astype(np.float32)) | found


def numbers(arrays):
    """What is learned, the embedding as a table with one row for each token."""
    return arrays[1:-1] + [np.ascontiguousarray(arrays[-1].T)]


def angles():
    turns = np.outer(np.arange(TOKENS), 10000.0 ** (-2 * np.arange(HEAD // 2) / HEAD))
    turns = np.concatenate([turns, turns], axis=1)
    return np.cos(turns).astype(np.float32), np.sin(turns).astype(np.float32)


NAMES = ("attentionNorm", "query", "key", "value", "output", "feedForwardNorm", "gate", "up", "down")


# PyTorch


def torch_program(torch, compiled=False):
    def program(arrays):
        functional = torch.nn.functional
        cos, sin = (torch.from_numpy(x) for x in angles())
        texts = torch.from_numpy(arrays[0]).long()
        read, foreseen = texts[:, :-1].contiguous(), texts[:, 1:].reshape(-1)

        def turned(x):
            half = torch.cat((-x[..., HEAD // 2:], x[..., :HEAD // 2]), -1)
            return x * cos + half * sin

        def heads(x):
            return x.view(TEXTS, TOKENS, HEADS, HEAD).transpose(1, 2)

        def loss(w):
            x = functional.embedding(read, w[-1])
            for layer in range(LAYERS):
                b = dict(zip(NAMES, w[layer * len(NAMES):]))
                n = functional.rms_norm(x, (WIDTH,), b["attentionNorm"], NORM_EPS)
                q, k, v = (heads(n @ b[name]) for name in ("query", "key", "value"))
                y = functional.scaled_dot_product_attention(turned(q), turned(k), v, is_causal=True)
                x = x + y.transpose(1, 2).reshape(TEXTS, TOKENS, WIDTH) @ b["output"]
                n = functional.rms_norm(x, (WIDTH,), b["feedForwardNorm"], NORM_EPS)
                x = x + (functional.silu(n @ b["gate"]) * (n @ b["up"])) @ b["down"]
            logits = functional.rms_norm(x, (WIDTH,), w[-2], NORM_EPS) @ w[-1].T
            return functional.cross_entropy(logits.view(-1, VOCABULARY), foreseen)

        if compiled:
            torch._dynamo.reset()
            loss = torch.compile(loss, dynamic=False, fullgraph=True)

        def run():
            with torch.enable_grad():
                w = [torch.from_numpy(x).clone().requires_grad_() for x in numbers(arrays)]
                adam = torch.optim.AdamW(
                    [dict(params=[x for x in w if x.ndim > 1], weight_decay=DECAY),
                     dict(params=[x for x in w if x.ndim == 1], weight_decay=0)],
                    lr=RATE, betas=(BETA1, BETA2), eps=EPS, fused=True)
                losses = []
                for _ in range(STEPS):
                    adam.zero_grad()
                    found = loss(w)
                    found.backward()
                    adam.step()
                    losses.append(found.detach())
                return torch.stack(losses)

        return run

    return program


# JAX


def jax_program(jax):
    def program(arrays):
        numpy = jax.numpy
        cos, sin = angles()
        texts = arrays[0].astype(np.int32)
        read, foreseen = texts[:, :-1], texts[:, 1:]
        mask = np.tril(np.ones((TOKENS, TOKENS), bool))

        def norm(x, gain):
            return x * jax.lax.rsqrt(numpy.mean(x * x, -1, keepdims=True) + NORM_EPS) * gain

        def turned(x):
            half = numpy.concatenate((-x[..., HEAD // 2:], x[..., :HEAD // 2]), -1)
            return x * cos[:, None] + half * sin[:, None]

        def loss(w):
            x = w[-1][read]
            for layer in range(LAYERS):
                b = dict(zip(NAMES, w[layer * len(NAMES):]))
                n = norm(x, b["attentionNorm"])
                q, k, v = (
                    (n @ b[name]).reshape(TEXTS, TOKENS, HEADS, HEAD)
                    for name in ("query", "key", "value"))
                scores = numpy.einsum("bthd,bshd->bhts", turned(q), turned(k)) * HEAD**-0.5
                weights = jax.nn.softmax(numpy.where(mask, scores, -numpy.inf), -1)
                y = numpy.einsum("bhts,bshd->bthd", weights, v).reshape(TEXTS, TOKENS, WIDTH)
                x = x + y @ b["output"]
                n = norm(x, b["feedForwardNorm"])
                x = x + (jax.nn.silu(n @ b["gate"]) * (n @ b["up"])) @ b["down"]
            logs = jax.nn.log_softmax(norm(x, w[-2]) @ w[-1].T, -1)
            return -numpy.mean(numpy.take_along_axis(logs, foreseen[..., None], -1))

        def step(w, m, v, t):
            found, g = jax.value_and_grad(loss)(w)
            m = [BETA1 * m + (1 - BETA1) * g for m, g in zip(m, g)]
            v = [BETA2 * v + (1 - BETA2) * g * g for v, g in zip(v, g)]
            of_m, of_v = 1 / (1 - BETA1**t), 1 / (1 - BETA2**t)
            w = [w - RATE * (of_m * m / (numpy.sqrt(of_v * v) + EPS) + DECAY * w * (w.ndim > 1))
                 for w, m, v in zip(w, m, v)]
            return w, m, v, found

        step = jax.jit(step, donate_argnums=(0, 1, 2))

        def run():
            w = [jax.device_put(x.copy()) for x in numbers(arrays)]
            m, v = ([numpy.zeros_like(x) for x in w] for _ in range(2))
            losses = []
            for t in range(1, STEPS + 1):
                w, m, v, found = step(w, m, v, np.float32(t))
                losses.append(found)
            return np.array([float(found) for found in losses], np.float32)

        return run

    return program
