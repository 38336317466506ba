import Base

/// What may be wrong with a text.
extension Transformer {
  /// Throws if there is no token, one that the vocabulary does not have, or a text that is longer than
  /// the context from `position` on. Texts of one length follow one another.
  package func validate(
    _ tokens: [Int], texts: Int = 1, position: Int
  ) throws(ModelError) {
    try ModelError.check(position >= 0, "a text cannot begin at position \(position)")
    try validate(tokens)
    try validate(length: Count(position) + Count(tokens.count / texts))
  }

  /// Throws if there is no token, or one that the vocabulary does not have.
  package func validate(_ tokens: [Int]) throws(ModelError) {
    try ModelError.check(
      !tokens.isEmpty, "the text is empty: there is no token to begin with; give at least one")
    if let stranger = tokens.first(where: { !(0..<head.outputs).contains($0) }) {
      throw ModelError(
        "token \(stranger) is not one of the \(head.outputs) of the vocabulary")
    }
  }

  /// Throws if a text of `length` tokens does not fit into the context.
  func validate(length: Count) throws(ModelError) {
    try ModelError.check(
      length <= Count(contextLength),
      "a text of \(counted(length.value, "token")) is longer than the context of "
        + "\(contextLength); shorten it, or build the model with a longer context")
  }

  /// Throws for an encoder.
  package func validateCausal() throws(ModelError) {
    try ModelError.check(
      mask == .causal,
      "a model that looks ahead cannot use a cache: every new token changes the keys and values "
        + "of those before it from the second layer on")
  }
}
