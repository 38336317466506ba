extension Glossary {
  /// What a model keeps of a text, and what serving it costs.
  static let caches = [
    Term(
      "KV cache", "The keys and values of all tokens so far, kept for the next.", "kv-cache",
      forms: ["KV cache", "cache of keys and values"], told: "the cache"),
    Term("prefill", "Reading a prompt in one go.", "kv-cache"),
    Term(
      "decoding", "Writing token by token.", "kv-cache", forms: ["decoding", "decode"]),
    Term("prompt", "The text that a model is given to go on with.", "kv-cache"),
    Term(
      "context", "The tokens that a model sees when it writes the next one.", "kv-cache",
      forms: ["context", "context length"]),
    Term(
      "sliding window", "Keeping the most recent tokens only.", "kv-cache",
      forms: ["sliding window"]),
    Term(
      "sink", "A first token that many heads look at, and that is kept beside a sliding window.",
      "kv-cache", forms: ["sink", "attention sink"]),
    Term(
      "page of a cache",
      "A piece of memory of fixed length that a text's cache takes when it grows.",
      "kv-cache",
      forms: ["paged cache", "pages of memory", "page of memory", "PagedAttention", "page pool"],
      told: "pages"),
    Term(
      "prefix sharing", "One beginning in a cache for several texts that begin so.", "kv-cache",
      forms: ["prefix sharing", "shared beginning", "shared prefix"], told: "share", "shared"),
    Term(
      "FLOP", "One operation on numbers: a sum or a product; an FMA counts as two.", "machine",
      forms: ["FLOP", "FLOPs", "GFLOP"]),
    Term(
      "FMA", "Fused multiply–add: a product and a sum with one rounding.", "machine",
      forms: ["FMA", "fused multiply–add", "multiply–add"]),
    Term(
      "bandwidth", "Bytes per second from memory or a cache.", "machine"),
    Term(
      "arithmetic intensity", "Operations per byte that is moved.", "machine",
      forms: ["arithmetic intensity", "operations per byte", "intensity"]),
    Term(
      "roofline", "The picture of both limits of a computation: its operations and its bytes.",
      "machine"),
    Term(
      "ridge", "The corner of a roofline: the intensity from which operations are the limit.",
      "machine",
      forms: ["ridge", "ridge point"]),
    Term(
      "peak", "The operations per second of a machine at best.", "machine",
      forms: ["peak of multiply–adds", "the peak", "peak"]),
    Term(
      "kernel", "A loop that does most of the work of a layer.", "machine"),
    Term(
      "thread",
      "One of several runs through a program at the same time, each on a core of its own.",
      "machine"),
    Term(
      "SIMD", "Computing with several numbers in one instruction, each in a lane of a register.",
      "machine",
      forms: ["SIMD", "vector register"]),
    Term(
      "batch", "Texts that are computed together.", "gqa", told: "batch"),
  ]
}
