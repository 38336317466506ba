extension Glossary {
  /// How a model is told where a token stands.
  static let positions = [
    Term(
      "position", "The number of a token in its text, counted from 0.", "rope",
      forms: ["position of a token", "absolute position"]),
    Term(
      "relative position", "How far one token stands from another.", "rope",
      forms: ["relative position", "relative distance"]),
    Term(
      "sinusoid", "Sines and cosines of the position, added to the embedding.", "rope",
      forms: ["sinusoid", "sinusoidal encoding"]),
    Term(
      "rotary embedding",
      "Turning pairs of features of queries and keys by angles that grow with the position; RoPE for short.",
      "rope", forms: ["rotary embedding", "RoPE", "rotary position", "rotary encoding"]),
    Term(
      "base",
      "The number whose powers give the frequencies of a rotary embedding: 10 000 at first.",
      "rope", forms: ["base of the frequencies", "base"]),
    Term(
      "frequency", "The angle θ by which a pair of features turns from one position to the next.",
      "rope", forms: ["frequency", "frequencies"]),
    Term("wavelength", "How many positions a pair of features takes for a full turn.", "rope"),
    Term(
      "interleaved", "A layout in which neighbouring features form the pairs that are turned.",
      "rope",
      told: "layout", "layouts"),
    Term(
      "halves", "A layout in which a feature and one of the other half form a pair that is turned.",
      "rope",
      forms: ["layout of halves", "halves"], told: "layout", "layouts"),
    Term(
      "interpolation",
      "Squeezing positions, so that a longer text has the angles of a shorter one.",
      "rope", forms: ["interpolation", "position interpolation"]),
    Term(
      "NTK-aware", "Of a rotary embedding: with a larger base, which slows slow pairs most.", "rope"
    ),
    Term(
      "YaRN", "A rotary embedding that slows only the slow pairs, and sharpens attention.", "rope"),
    Term(
      "ALiBi",
      "A penalty on scores that grows with the distance of two tokens, instead of positions.",
      "rope"),
    Term(
      "decay", "That scores of distant tokens get smaller; for a rotary embedding only of a bound.",
      "rope", forms: ["decay of scores", "long-term decay"], told: "decay"),
  ]
}
