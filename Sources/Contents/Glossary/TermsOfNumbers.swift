extension Glossary {
  /// How numbers are stored, measured and compared.
  static let numbers = [
    Term(
      "Float", "A number of 32 bits, 24 of which are digits; the type of all activations here.",
      "machine", forms: ["Float", "float32", "FP32"]),
    Term(
      "bfloat16",
      "A number of 16 bits with the range of a Float and 8 bits of digits; bf16 for short.",
      "rope", forms: ["bfloat16", "bf16"]),
    Term(
      "quantization", "Storing numbers as small integers that share a scale.", "kv-cache",
      forms: ["quantization", "quantised", "quantized"]),
    Term(
      "block of weights", "32 or 256 weights in a file as small integers that share a scale.",
      "machine",
      forms: ["block of weights", "blocks of weights", "block type"]),
    Term(
      "Q4_0", "A block of 32 weights of 4 bits with one scale; its relatives have other sizes.",
      "machine",
      forms: ["Q4_0", "Q4_1", "Q8_0"]),
    Term("GGUF", "A file format of published models.", "machine"),
    Term(
      "parameter", "A learned number of a model.", "training",
      forms: ["parameter", "learned number"]),
    Term(
      "median", "The middle one of sorted numbers.", "machine"),
    Term(
      "spread", "Half the distance between the quartiles of measured times.", "machine",
      told: "spread"),
    Term(
      "seed", "The number that all random numbers of a run grow from: first weights, texts, draws.",
      "training"),
    Term(
      "reduced grid", "What a page trains before the reader's eyes with one seed.", "rmsnorm"),
    Term(
      "thorough run", "All settings and long runs with five seeds, kept in `Chapters/Kept`.",
      "rmsnorm"),
  ]
}
