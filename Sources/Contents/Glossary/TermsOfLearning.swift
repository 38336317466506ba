extension Glossary {
  /// How a model learns, and how well it does.
  static let learning = [
    Term(
      "loss", "−ln of the probability that a model gave to the token that came, in nats.",
      "training",
      told: "loss"),
    Term("cross-entropy", "The mean loss over the tokens of a text.", "training"),
    Term(
      "nat",
      "The unit of a loss with natural logarithms; 0.69 nats are one bit, a choice between two.",
      "training"),
    Term(
      "perplexity",
      "e to the power of the loss: among how many equally likely tokens a model hesitates.",
      "training", forms: ["perplexity", "perplexities"]),
    Term(
      "gradient",
      "How much the loss grows with each number: what training follows downwards; ∂w for weights.",
      "training"),
    Term(
      "backward rule",
      "How a layer finds the gradient of its input and weights from that of its output.",
      "training", forms: ["backward rule", "way back", "backward pass"], told: "way back"),
    Term(
      "entropy", "The loss of a perfect reader; no model gets below it.", "training",
      told: "entropy"),
    Term("floor", "The lowest loss that is possible in a language: its entropy.", "training"),
    Term(
      "unigram reader", "Who knows how often each word comes, and nothing else.", "training",
      forms: ["unigram reader", "unigram"]),
    Term(
      "bigram reader", "Who knows which word follows which how often, and nothing else.",
      "training",
      forms: ["bigram reader", "bigram"]),
    Term(
      "held-out text", "A text that no model has learned from.", "training",
      forms: ["held-out text", "held-out", "held out"]),
    Term(
      "training step", "One change of all weights by their gradient.", "training",
      forms: ["training step", "step of training", "steps of training"]),
    Term("learning rate", "How large the steps of training are.", "training"),
    Term("warm-up", "The first steps of a training, in which the learning rate grows.", "training"),
    Term(
      "cosine schedule", "A learning rate that shrinks like half a wave of a cosine.", "training",
      forms: ["cosine schedule", "half a cosine", "half a wave"], told: "cosine"),
    Term(
      "plain descent",
      "Steps straight against the gradient, with one learning rate for all weights; SGD.",
      "training", forms: ["plain descent", "SGD"]),
    Term(
      "AdamW",
      "Divides the mean of a weight's gradients by their usual size, so that a steady one moves it by about the rate.",
      "training"
    ),
    Term(
      "weight decay", "Drawing every weight of a matrix a little towards 0 in each step.",
      "training"),
    Term(
      "clipping", "Shortening a gradient that is longer than a bound.", "training",
      forms: ["clipping", "clipped"]),
    Term(
      "divergence", "Of a training: larger and larger steps, until the loss is no number any more.",
      "training", forms: ["diverge", "diverges", "divergence", "diverging"]),
  ]
}
