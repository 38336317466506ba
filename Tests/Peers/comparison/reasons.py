"""Why a ratio of compare.py is what it is: for each kind of row a title and a reason.

A reason is a sentence, or a function that makes one of the rows that were measured.
"""


def row(rows, work, cores=1):
    """The row of this work, or None if it was not measured."""
    return next((row for row in rows if (row["work"], row["cores"]) == (work, cores)), None)


def milliseconds(seconds):
    return f"{1e3 * seconds:.2g} ms"


def at_the_peak(rows, multiply_adds):
    """Seconds for so many multiply–adds on one core, by the limit of the largest product."""
    product = row(rows, "matrix product 2048³")
    return product and product["limit_seconds"] * multiply_adds / 2048**3


def one_row(rows):
    text = (
        "Four rows of the matrix at a time, from cache line to cache line, so that memory always has "
        "as many requests as it takes; the sums wait in the first cache. Here the processor foresees "
        "what is read: asking for it in time was tried, between one kilobyte and two steps ahead, and "
        "took longer. ")
    one, two = (row(rows, "one row × 4096×4096", cores) for cores in (1, 2))
    if one and two:
        text += (
            f"Two cores read the matrix {one['limit_seconds'] / two['limit_seconds']:.1f} times as fast "
            "as one: each then keeps much of its half in the third cache, and what is left is how fast "
            "four rows can be taken from there, which is less than one stream. ")
    return text + (
        "Of a transposed matrix sixteen rows are read side by side, and eight features of them at a time "
        "are turned in registers, because every chain goes in the order of the features; a library adds "
        "along each row in any order, which needs no turning. Memory does not foresee sixteen streams, "
        "so it is asked for half a kilobyte of each in time. What is left is that the multiply–adds of "
        "a chain wait for one another, and that sixteen rows whose length is a power of two share the "
        "same places of the first cache.")


def eight_rows(rows):
    text = ""
    read, arithmetic = row(rows, "8 rows × 4096×4096"), at_the_peak(rows, 8 * 4096**2)
    if read and arithmetic:
        text = (
            f"On one core eight rows are {milliseconds(arithmetic)} of arithmetic at the peak beside "
            f"{milliseconds(read['limit_seconds'])} of reading, and the two overlap only in part. ")
    return text + (
        "A processor looks some 450 instructions ahead, which with 266 instructions for each kilobyte "
        "is less than memory takes to answer. With a transposed matrix each row adds products that "
        "wait for one another, so there is more to wait for than memory.")


def large_norms(rows):
    text = (
        "Memory moves as many bytes as for a copy, and one row is read while another is written. "
        "New memory is handed out by the system page by page, filled with zeros, which takes longer than "
        "the norm: so both sides are given memory, or neither is. ")
    near, far = row(rows, "LayerNorm 64×768"), row(
        rows, "LayerNorm 8192×4096 into memory that is there")
    if near and far:
        inside = near["seconds"] * 8192 * 4096 / (64 * 768)
        text += (
            f"On one core LayerNorm is slower than RMSNorm because its sums keep the processor busy while "
            f"memory waits: where the second cache has the rows, as many take {milliseconds(inside)}, and "
            f"a copy takes {milliseconds(far['limit_seconds'])}; one after the other that is "
            f"{milliseconds(inside + far['limit_seconds'])}, and {milliseconds(far['seconds'])} are "
            "measured. It was found by leaving parts out: writing alone takes as long as a copy, and "
            "reading and adding alone less. Memory is asked in time for what is read and what is written; "
            "either alone changed nothing, and of distances between 1 and 32 KB that of 2 KB was best. ")
    return text + (
        "A copy by the C library may write past the caches, which would save it reading what it "
        "overwrites; Swift has no word for that.")


def decoding(rows):
    text = (
        "Keys and values are read once. For up to four queries of a kv head sixteen keys at a time are "
        "turned in registers, eight features after eight, and the next block is asked for while this one "
        "is computed: memory does not foresee rows that are read by halves of a line. More queries meet "
        "a block of keys that was turned once, while it is in the first cache. ")
    found, arithmetic = row(rows, "decode, 32 query and 1 kv heads, context 4096"), at_the_peak(
        rows, 2 * 32 * 4096 * 64)
    if found and arithmetic:
        text += (
            "With one kv head the arithmetic of 32 query heads is left, which sharing does not reduce: "
            f"{1e6 * arithmetic:.0f} of {1e6 * found['seconds']:.0f} µs on one core, if it ran at the "
            "peak; the exponentials and the turning of the keys are the rest.")
    return text


REASONS = {
    "products": (
        "Matrix products",
        "One tile of 8×32 sums stays in sixteen registers while two vectors of b and eight numbers of "
        "a pass by. What is lost of the peak is packing, and loading and storing the sums for each block "
        "of 256. NumPy's library, OpenBLAS, and JAX's have kernels for vectors of 512 bits as well, and "
        "come as near to the peak; PyTorch's, MKL, stays below half of it on this processor, as kernels "
        "of 256 bits would. Asking in time for the tile of the result that comes next was tried and took "
        "longer: rows whose length is a power of two share the same places of the first cache."),
    "row": ("One row", one_row),
    "eight rows": ("Eight rows", eight_rows),
    "laid out": (
        "Weights laid out once",
        "Whoever serves a model knows its weights before the first token, and lays them out: here in "
        "panels of 48 outputs, whose weights of one input lie side by side, and those of the next input "
        "after them. A product then reads one stream from front to back, for one row and for many, and "
        "packs nothing but the rows; each output is still one chain in the order of the inputs, so the "
        "bits are those of the matrix, and of its transpose. Three vectors of outputs times eight rows are "
        "24 sums in registers. One row walks two panels at a time; for eight, memory is asked eight "
        "kilobytes ahead, which took a third off the time. ONNX Runtime and OpenVINO are given the "
        "weights as constants and may lay them out too; their laying out is not timed, and neither is "
        "ours."),
    "norms": (
        "Norms",
        "Both norms read each row once: one row is written, the root of the next is found, and the "
        "sums of the one after it are added, in double precision. LayerNorm adds x − x₀ and its "
        "square, whose difference then loses no digit that matters (section 10 of the chapter on "
        "norms shows it). JAX adds in single precision. Repeated inside one call, it writes its "
        "result over its input, so that it has half as much memory to go through as a norm with a "
        "result of its own, and it asks for no memory; called by itself it takes several times as "
        "long. A loop of a user's own, compiled by numba, adds in single precision and in any order, and "
        "so does half of the work for the sums. That is why the smallest rows are as far ahead as they get: in the second cache, which "
        "is where they lie, each number is read twice, turned into double precision and added, and "
        "written. For LayerNorm there is the difference from x₀, a second sum, and a bias; with its sums "
        "left out it took less than half the time."),
    "large norms": ("Norms and memory", large_norms),
    "rotation": (
        "Rotation",
        "One pass over queries and keys with prepared tables; the usual formulation makes five "
        "temporary tensors for each unless it is compiled."),
    "softmax": (
        "Softmax",
        "The exponential is our own polynomial on sixteen numbers, within 0.9 units of the last "
        "place. A softmax needs it for x ≤ 0 only and divides by a sum, so it may be 2⁴⁰ times too "
        "large: then n of 2ⁿ always fits into the exponent of a Float and is written there with one "
        "shift. Every term is then multiplied by one over the sum."),
    "silu": (
        "SiLU",
        "One such exponential of −|x| and one division for each element; ours gives the same bits on "
        "every processor. With the division left out it took 4 % less."),
    "gelu": (
        "GELU",
        "The same with one exponential instead of a tanh."),
    "prefill": (
        "Causal attention",
        "Sixteen queries of a head stand in the lanes of a vector, and a number of a key or of a value "
        "meets all of them at once and is read where it lies: nothing is packed, no lane is folded, and "
        "heads of eight features fill the vectors as well as those of a hundred. Keys that none of "
        "the sixteen sees are skipped, and only sixteen rows of weights exist at a time."),
    "decode": ("Decoding", decoding),
    "training": (
        "Training",
        "Two thirds of the multiply–adds are on the way back. Every matrix is read where it lies, "
        "transposed or not, and the gradient of a weight is one chain over the tokens of the batch. "
        "Sixteen queries of a head stand in the lanes of a vector, so that heads of eight features fill "
        "it, and the weights of attention are computed again on the way back. Every tensor between the "
        "layers is kept from step to step. What is lost of the peak is packing: of a product of 1024 "
        "rows with 64×64 weights both operands are small beside their packing. The libraries call "
        "some hundred kernels for each step, or compile loops for it; their products with heads of "
        "eight features are the slowest part."),
    "token": (
        "A token",
        "Nearly all the time is reading weights, each once. The rest is the start of each of 85 "
        "products, where memory has nothing to do yet. No layer makes an array for what it returns: all write into tensors that are kept "
        "from token to token."),
    "prompt": (
        "A prompt",
        "Eight rows of weights are widened to `Float` in the first cache while all tokens pass by, so a "
        "block is widened once for 192 tokens, and the sums stay in registers. llama.cpp rounds what goes "
        "into a product to eight bits and multiplies integers; its answers differ by about half a unit."),
    "new tokens": (
        "New tokens",
        "A new token reads every block once. The blocks are widened in registers, for eight outputs "
        "side by side: the sixteen numbers that four bits can stand for are one vector, and one "
        "instruction looks up sixteen weights in it; a fifth bit chooses between two such tables. Their "
        "scales are converted sixteen at a time before, and the sixteen lanes of "
        "eight sums are added at once. A profile shows nearly all the time in these two loops, of the "
        "layers and of the head: they have some dozen instructions for each block of a row, so that "
        "arithmetic and not memory is the limit. Keys and values are 32-bit numbers here and 16-bit "
        "numbers in llama.cpp, so a long text is more for us to read."),
}
