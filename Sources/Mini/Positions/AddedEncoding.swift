/// A position encoding that a model adds to its embedding: one of the two that have been used.
public enum AddedEncoding: Sendable {
  /// Sines and cosines (the Transformer).
  case sinusoidal(SinusoidalEncoding)
  /// A trained vector for each position (GPT-2, BERT).
  case learned(LearnedEncoding)

  /// The codes of `positions`: `[positions.count, dimensions]`.
  public func callAsFunction(_ positions: Range<Int>) -> Tensor {
    switch self {
    case .sinusoidal(let encoding): encoding(positions)
    case .learned(let encoding): encoding(positions)
    }
  }
}

extension AddedEncoding: Parameterized {
  /// The table, if it is learned.
  public mutating func forEachWeights(_ name: String, _ body: (String, inout Weights) -> Void) {
    changeTable { table in table.forEachWeights(name + "table", body) }
  }

  /// Calls `body` with the table, if it is learned.
  mutating func changeTable(_ body: (inout Tensor) -> Void) {
    guard case .learned(var encoding) = self else { return }
    self = .learned(LearnedEncoding(table: Tensor(zeros: [0, 1])))
    body(&encoding.table)
    self = .learned(encoding)
  }
}
