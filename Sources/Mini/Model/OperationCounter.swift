/// Counts the multiply–adds that layers perform, part by part, to be compared with formulas.
///
///     let counter = OperationCounter()
///     let logits = try counter.counting { try transformer(tokens) }
///     print(counter.multiplyAdds(.keys))
///
/// Each layer adds what it is about to do, from the shapes it has in hand: attention counts the pairs
/// of a query and a key it sees, not those that are masked. Additions, norms, softmax and rotations
/// are not counted.
public final class OperationCounter: Sendable {
  /// Where multiply–adds are spent.
  public enum Part: String, CaseIterable, Sendable {
    /// The projections of an attention layer: to queries, keys and values, and back to the width.
    case queries, keys, values, output
    /// Products of queries with keys, and of weights with values.
    case scores, mixing
    /// The three matrices of a feed-forward layer.
    case feedForward
    /// From the last hidden state to logits.
    case head

    /// Where its count stands.
    fileprivate var place: Int { Self.allCases.firstIndex { $0 == self } ?? 0 }
  }

  private struct Counts {
    // In the order of the parts: a dictionary would hash their names at every product.
    var products = [Int](repeating: 0, count: Part.allCases.count)
    var inputs = [Int](repeating: 0, count: Part.allCases.count)
  }
  private let counts = Shared(Counts())

  /// A counter at zero.
  public init() {}

  /// Counts what layers do while `body` runs, in addition to what was counted before.
  public func counting<Result>(_ body: () throws -> Result) rethrows -> Result {
    try CurrentCounter.with(self, body)
  }

  /// The multiply–adds of one part so far, over all layers.
  public func multiplyAdds(_ part: Part) -> Int {
    counts.with { $0.products[part.place] }
  }

  /// How often a token went into this part, over all layers: 3 tokens through 2 layers are 6. A
  /// feed-forward layer counts 3 for each token, one for each matrix.
  public func tokens(_ part: Part) -> Int { counts.with { $0.inputs[part.place] } }

  /// The multiply–adds of all linear layers inside the blocks, without the output head.
  public var linearMultiplyAdds: Int {
    [.queries, .keys, .values, .output, .feedForward].reduce(0) { $0 + multiplyAdds($1) }
  }

  /// The multiply–adds of attention itself: scores and mixing.
  public var attentionMultiplyAdds: Int { multiplyAdds(.scores) + multiplyAdds(.mixing) }

  /// Adds what a part is about to do, if anybody counts.
  static func add(_ part: Part, tokens: Int, multiplyAdds: Int) {
    CurrentCounter.value?.counts.with { counts in
      counts.products[part.place] += multiplyAdds
      counts.inputs[part.place] += tokens
    }
  }

  /// Adds what attention does for queries `[queryHeads, tokens, headDimension]`, if anybody counts:
  /// as many products for the scores as for the mixing.
  static func addAttention(queries: [Int], positions: Int, mask: AttentionMask) {
    guard CurrentCounter.value != nil else { return }
    let (queryHeads, tokens, headDimension) = (queries[0], queries[1], queries[2])
    let pairs = (0..<tokens).reduce(0) { sum, token in
      sum + mask.visibleKeys(token: token, tokens: tokens, positions: positions)
    }
    for part in [Part.scores, .mixing] {
      add(part, tokens: tokens, multiplyAdds: queryHeads * pairs * headDimension)
    }
  }
}
