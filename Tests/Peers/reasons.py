"""Why a ratio of compare.py is what it is: for each kind of row a title and a reason."""

REASONS = {
    "peak": (
        "Products and the peak",
        "One tile of 8×32 sums stays in sixteen registers while two vectors of b and eight numbers of "
        "a pass by. What is lost is packing, and loading and storing the sums for each block of 256."),
    "product and NumPy": (
        "Products and NumPy",
        "NumPy's library, OpenBLAS, has kernels for vectors of 512 bits as well, and they come as near "
        "to the peak as ours; so nobody can be 1.6 times as quick. What was wanted fits an OpenBLAS "
        "that is held to 256 bits, as by the setting OPENBLAS_CORETYPE=Haswell of some systems: it was "
        "measured at 121 GFLOP/s for 1024³ with this setting and at 228 without. It is not in force "
        "here."),
    "product and PyTorch": (
        "Products and PyTorch",
        "PyTorch's library, MKL, stays below half of the peak on this processor, as kernels of 256 "
        "bits would."),
    "two cores": (
        "Products on two cores",
        "Each thread computes a rectangle of the result and packs for itself. The one that helps looks "
        "around for a moment after each product before it sleeps, so it need not be woken for the "
        "next."),
    "row": (
        "One row",
        "Four rows of the matrix at a time, from cache line to cache line, so that memory always has "
        "as many requests as it takes; the sums wait in the first cache."),
    "row of transposed": (
        "One row and a transposed matrix",
        "Sixteen rows of the matrix are read side by side, and squares of 16×16 are turned in "
        "registers, because every chain goes in the order of the features. In the second cache the "
        "same loop reads 60 GB/s; memory foresees sixteen streams worse than one."),
    "row and peers": (
        "One row and the peers",
        "Each peer reads the matrix once as well. With a transposed matrix they add along each row in "
        "any order, which needs no turning."),
    "eight rows": (
        "Eight rows",
        "Eight rows are 1.1 ms of arithmetic at the peak beside 1.5 ms of reading, and the two overlap "
        "only in part: a processor looks some 450 instructions ahead, which with 266 instructions for "
        "each kilobyte is less than memory takes to answer. The rest is up to what it foresees, and "
        "small changes of the code halved or doubled the speed; this form was quick wherever it lay."),
    "eight rows of transposed": (
        "Eight rows and a transposed matrix",
        "A square is turned once for all rows, but each row adds sixteen products that wait for one "
        "another, so there is more to wait for than memory."),
    "norms": (
        "Norms",
        "RMSNorm is one pass: while a row is written, the squares of the next one are added. LayerNorm "
        "has three rows under way: one is written, the deviations of the next and the sum of the third "
        "are taken. The sums are in double precision. Blocks of sums in single precision were tried "
        "and made nothing quicker. Tensors begin with a cache line: 48 bytes further on, where vectors "
        "lie across two lines, the same loop for LayerNorm was measured at 51 instead of 69 GB/s for "
        "512×1024. Each of its three steps alone was measured at 1.2 to 1.3 ns for 32 elements in a "
        "cache, and all of them at 3.6: it waits for arithmetic, and to be quicker it would have to "
        "compute less."),
    "norm and memory": (
        "Norms and memory",
        "Memory moves as many bytes as for a copy. RMSNorm reads one row while it writes another. "
        "LayerNorm needs a row three times, and three rows of 16 KB under way do not fit into the "
        "first cache beside gain, bias and result: that took longer than one row after the other, "
        "where memory waits while deviations are added. With the variance left out, so that a row was "
        "only summed and written, the same loop reached 0.70 of a copy. Sums in single precision, "
        "several rows at a time for each of the three steps, and pieces of rows in turn were no "
        "better."),
    "new memory": (
        "New memory",
        "As it is called without memory for the result: the system hands out zeroed pages, ours of "
        "2 MB and PyTorch's of 4 KB."),
    "rotation": (
        "Rotation",
        "One pass over queries and keys with prepared tables; the usual formulation makes five "
        "temporary tensors for each."),
    "softmax": (
        "Softmax",
        "The exponential is our own polynomial on sixteen numbers; three passes over a row, and one "
        "division for each element."),
    "silu": (
        "SiLU",
        "One exponential and one division for each element on both sides; ours gives the same bits on "
        "every processor."),
    "gelu": ("GELU", "tanh by way of one exponential instead of a tanh."),
    "prefill": (
        "Causal attention",
        "Keys are transposed once for 64 rows, so both products run in tiles of 4×64 at the peak; "
        "masked keys are skipped, and only 64 rows of weights exist at a time."),
    "decode": (
        "Decoding, a kv head for each query head",
        "Keys and values are read once. Eight keys at a time are turned in registers, in the order in "
        "which they lie in memory, so that sixteen scores are computed side by side."),
    "shared heads": (
        "Decoding with shared heads",
        "All query heads of a kv head pass by a block of keys while it is in the first cache; PyTorch "
        "computes each head on its own."),
    "bytes and time": (
        "Bytes and time",
        "With one kv head all keys and values fit into a cache that the cores share, and the "
        "arithmetic of 32 query heads is left, which sharing does not reduce."),
    "token": (
        "A token",
        "Nearly all the time is reading weights, each once. The rest is the start of each of 85 "
        "products, where memory has nothing to do yet, and the turning of the embedding's 154 MB for the "
        "logits. No layer makes an array for what it returns: all write into tensors that are kept "
        "from token to token."),
}
