"""Why a ratio of compare.py is what it is: one reason for each row of the page."""

REASONS = {
    "peak": "One tile of 8×32 sums stays in sixteen registers while two vectors of b and eight "
            "numbers of a pass by; what is lost is packing, and loading and storing the sums for "
            "each block of 256.",
    "product": "The tile fills registers of 512 bits. Both peers choose kernels of 256 bits on this "
               "processor, which have half the peak.",
    "two cores": "Each thread computes a rectangle of the result and packs for itself. At 512 a "
                 "product takes a millisecond, and waking the second thread is seen.",
    "row": "Four rows of the matrix at a time, from cache line to cache line, so that memory always "
           "has as many requests as it takes; the sums wait in the first cache.",
    "row of transposed": "Sixteen rows are read side by side and squares of 16×16 are turned in "
                         "registers, because every chain goes in the order of the features. Sixteen "
                         "short streams are harder to foresee than one, and 64 shuffles for each "
                         "square take as long as reading it from the second cache.",
    "row and peers": "Each peer reads the matrix once as well. With a transposed matrix they add "
                     "along each row in any order, which needs no transposition.",
    "eight rows": "Eight rows are 1.1 ms of arithmetic at the peak beside 1.6 ms of reading, and the "
                  "two overlap only in part: the processor looks some 450 instructions ahead, which "
                  "is less than memory takes to answer. With a prefetch instruction, which Swift has "
                  "no word for, the same loop read 32 GB/s.",
    "RMSNorm": "One pass: while a row is written, the squares of the next one are added. PyTorch "
               "makes it from several operations.",
    "LayerNorm": "One loop with three rows under way: one is written, the deviations of the next and "
                 "the sum of the third are taken. The sums are in double precision, in single they "
                 "would cost half.",
    "norm and memory": "Memory moves as many bytes as for a copy, but the sums in double precision "
                       "add 0.15 µs (RMSNorm) or 0.8 µs (LayerNorm, two passes) to the 0.8 µs that a "
                       "row takes: eight numbers are converted in 1.4 cycles, and the row does not "
                       "stay in the first cache beside gain, bias and result.",
    "new memory": "As it is called without memory for the result: the system hands out zeroed pages, "
                  "ours of 2 MB and PyTorch's of 4 KB.",
    "rotation": "One pass over queries and keys with prepared tables; the usual formulation makes "
                "five temporary tensors for each.",
    "softmax": "The exponential is our own polynomial on sixteen numbers; three passes over a row, "
               "and one division for each element.",
    "silu": "One exponential and one division for each element on both sides; ours gives the same "
            "bits on every processor.",
    "gelu": "tanh by way of one exponential instead of a tanh.",
    "prefill": "Keys are transposed once for 64 rows, so both products run in tiles of 4×64 at the "
               "peak; masked keys are skipped, and only 64 rows of weights exist at a time.",
    "decode": "Keys and values are read once, in order. Turning each block of keys for a single row "
              "takes a third of the time; it is the price of one order of summation for all rows.",
    "shared heads": "All query heads of a kv head pass by a block of keys while it is in the first "
                    "cache; PyTorch computes each head on its own.",
    "bytes and time": "With one kv head the arithmetic of 32 query heads is left, which sharing does "
                      "not reduce.",
    "token": "Nearly all the time is reading weights, each once; the rest is the start of each of 85 "
             "products, where memory has nothing to do yet.",
}
