"""Why a ratio of compare.py is what it is: for each kind of row a title and a reason."""

REASONS = {
    "products": (
        "Matrix products",
        "One tile of 8×32 sums stays in sixteen registers while two vectors of b and eight numbers of "
        "a pass by. What is lost of the peak is packing, and loading and storing the sums for each block "
        "of 256. NumPy's library, OpenBLAS, and JAX's have kernels for vectors of 512 bits as well, and "
        "come as near to the peak; PyTorch's, MKL, stays below half of it on this processor, as kernels "
        "of 256 bits would."),
    "row": (
        "One row",
        "Four rows of the matrix at a time, from cache line to cache line, so that memory always has "
        "as many requests as it takes; the sums wait in the first cache. Of a transposed matrix sixteen "
        "rows are read side by side, and squares of 16×16 are turned in registers, because every chain "
        "goes in the order of the features; a library adds along each row in any order, which needs no "
        "turning. In the second cache the same loop reads 60 GB/s; memory foresees sixteen streams worse "
        "than one."),
    "eight rows": (
        "Eight rows",
        "Eight rows are 1.1 ms of arithmetic at the peak beside 1.5 ms of reading, and the two overlap "
        "only in part: a processor looks some 450 instructions ahead, which with 266 instructions for "
        "each kilobyte is less than memory takes to answer. With a transposed matrix each row adds "
        "sixteen products that wait for one another, so there is more to wait for than memory."),
    "norms": (
        "Norms",
        "Both norms read each row once: one row is written, the root of the next is found, and the "
        "sums of the one after it are added, in double precision. LayerNorm adds x − x₀ and its "
        "square, whose difference then loses no digit that matters (section 10 of the chapter on "
        "norms shows it). JAX adds in single precision. Repeated inside one call, it writes its "
        "result over its input, so that it has half as much memory to go through as a norm with a "
        "result of its own, and it asks for no memory; called by itself it takes several times as "
        "long."),
    "large norms": (
        "Norms and memory",
        "Memory moves as many bytes as for a copy, and one row is read while another is written. "
        "LayerNorm moves no more bytes than RMSNorm and is slower, for a reason that was not found: on "
        "rows that are in the second cache its loop moves 81 GB/s. The libraries return new memory, "
        "which the system hands out page by page, filled with zeros."),
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
    "decode": (
        "Decoding",
        "Keys and values are read once. Eight keys at a time are turned in registers, in the order in "
        "which they lie in memory, so that sixteen scores are computed side by side. All query heads of "
        "a kv head pass by a block of keys while it is in the first cache. With one kv head the "
        "arithmetic of 32 query heads is left, which sharing does not reduce."),
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
        "products, where memory has nothing to do yet, and the turning of the embedding's 154 MB for the "
        "logits. No layer makes an array for what it returns: all write into tensors that are kept "
        "from token to token."),
    "prompt": (
        "A prompt",
        "Eight rows of weights are widened to `Float` in the first cache while all tokens pass by, so a "
        "block is widened once for 192 tokens, and the sums stay in registers. llama.cpp rounds what goes "
        "into a product to eight bits and multiplies integers; its answers differ by about half a unit."),
    "new tokens": (
        "New tokens",
        "A new token reads every block once. The blocks are widened in registers, for eight outputs "
        "side by side; their scales are converted sixteen at a time before. Keys and values are 32-bit "
        "numbers here and 16-bit numbers in llama.cpp, so a long text is more for us to read."),
}
