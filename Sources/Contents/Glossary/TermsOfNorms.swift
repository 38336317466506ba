extension Glossary {
  /// Vectors, norms and what surrounds them in a model.
  static let norms = [
    Term("feature", "One number of a vector.", "rmsnorm"),
    Term(
      "width", "How many features the vector of a token has between blocks; d in formulas.",
      "rmsnorm",
      forms: ["width", "model width"]),
    Term(
      "block", "Attention and a feed-forward layer, each with a norm and beside a way around it.",
      "rmsnorm", forms: ["transformer block", "real block", "block of a model", "pre-norm block"]),
    Term("layer", "One step of a model: attention, a feed-forward layer, a norm.", "rmsnorm"),
    Term(
      "feed-forward layer",
      "Two or three products with an activation between them, for each token alone.", "rmsnorm",
      forms: ["feed-forward layer", "feed-forward", "MLP"]),
    Term(
      "residual stream",
      "The vector that runs past all layers and to which each layer adds its result.", "rmsnorm",
      forms: ["residual stream", "residual connection", "residual"]),
    Term(
      "pre-norm",
      "A block whose norms stand before its layers, beside the residual stream, as in today's models.",
      "rmsnorm"),
    Term(
      "post-norm", "A block whose norms stand behind each sum, as in the first transformers.",
      "rmsnorm"),
    Term("norm", "A step that brings a vector to a standard size: RMSNorm, LayerNorm.", "rmsnorm"),
    Term(
      "RMS", "Root mean square: √(mean of the squares).", "rmsnorm",
      forms: ["RMS", "root mean square"]),
    Term(
      "RMSNorm",
      "A norm that divides a vector by its RMS and takes no mean off (Zhang & Sennrich, 2019).",
      "rmsnorm"),
    Term(
      "LayerNorm",
      "A norm that takes the mean of a vector off and divides by the spread that is left.",
      "rmsnorm"),
    Term(
      "pRMSNorm", "RMSNorm that finds the RMS from a part of the features only.", "rmsnorm",
      told: "pRMSNorm"),
    Term(
      "BatchNorm",
      "A norm of each feature over the texts of a batch; an answer then depends on the other texts.",
      "rmsnorm"),
    Term(
      "WeightNorm",
      "A norm of the weights instead of the vectors: each row of a matrix has a length of its own.",
      "rmsnorm", forms: ["WeightNorm", "weight normalisation"]),
    Term(
      "re-centering", "Taking the mean off a vector.", "rmsnorm",
      forms: ["re-centering", "re-centred", "re-center"]),
    Term(
      "re-scaling", "Dividing a vector by its size.", "rmsnorm", forms: ["re-scaling", "re-scale"]),
    Term(
      "gain", "A learned number for each feature that a normalised vector is multiplied by.",
      "rmsnorm"),
    Term(
      "bias", "A learned number for each feature that is added after a product or a norm.",
      "rmsnorm"),
    Term(
      "ε", "A small number inside a norm's root that keeps the division possible.", "rmsnorm",
      told: "ε"),
    Term(
      "fused", "Of several steps: computed in one pass over memory.", "rmsnorm",
      forms: ["fused kernel", "fused pass", "fused"]),
    Term(
      "activation", "A function of one number between two products, such as SiLU, GELU or ReLU.",
      "rmsnorm",
      forms: ["activation"]),
    Term(
      "ReLU", "The activation max(0, x).", "rmsnorm"),
    Term("SiLU", "The activation x · sigmoid(x).", "machine"),
    Term(
      "GELU", "The activation x · Φ(x), with the distribution function of the normal law.",
      "machine"),
    Term(
      "SwiGLU",
      "A feed-forward layer in which SiLU of one product is multiplied by another product.",
      "machine"),
  ]
}
