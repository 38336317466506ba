import Base

/// Texts of one length that a model learns from together: each token has to foresee the next.
struct Batch: Sendable {
  /// How many texts there are.
  let texts: Int

  /// How many tokens of each are read.
  let tokens: Int

  /// What is read, text after text: all tokens of a text but its last.
  let inputs: [Int]

  /// What should be foreseen: all tokens of a text but its first.
  let targets: [Int]

  /// Texts that are one token longer than what is read of them, or a sentence about what is wrong.
  init(_ texts: [[Int]]) throws(ModelError) {
    guard let first = texts.first else {
      throw ModelError("there is no text to learn from; give at least one")
    }
    if first.count < 2 {
      throw ModelError(
        "a text of \(counted(first.count, "token")) has no token that another foresees; give at least 2"
      )
    }
    if let other = texts.first(where: { $0.count != first.count }) {
      throw ModelError(
        "texts that are read together have one length, not \(first.count) and \(other.count) tokens"
      )
    }
    self.texts = texts.count
    tokens = first.count - 1
    inputs = texts.flatMap { $0.dropLast() }
    targets = texts.flatMap { $0.dropFirst() }
  }

  /// The rows of the texts `range`.
  func rows(_ range: Range<Int>) -> Range<Int> {
    range.lowerBound * tokens..<range.upperBound * tokens
  }
}

extension Transformer {
  /// Throws for a batch that this model cannot read, be it too long or of another vocabulary.
  func validate(_ batch: Batch) throws(ModelError) {
    try validate(batch.inputs, texts: batch.texts, position: 0)
    try validate(batch.targets)
  }
}
