/// What a kernel has to do: floating-point operations, and bytes that have to be read and written when
/// each number goes through memory once.
///
/// A fused multiply–add is two operations, and a number is four bytes.
package struct Work {
  package var operations: Int
  package var bytes: Int

  /// Operations per byte.
  package var intensity: Double { Double(operations) / Double(bytes) }

  private init(_ operations: Int, numbers: Int) {
    (self.operations, bytes) = (operations, 4 * numbers)
  }
}

extension Work {
  /// `[m, k] · [k, n]`: one multiply–add for each row, column and step of the sum.
  package static func product(_ m: Int, _ k: Int, _ n: Int) -> Work {
    Work(2 * m * k * n, numbers: m * k + k * n + m * n)
  }

  /// Square and add, scale, gain: four per number; the mean, ε, the root and its inverse per row.
  package static func rmsNorm(rows: Int, width: Int) -> Work {
    Work(rows * (4 * width + 4), numbers: 2 * rows * width + width)
  }

  /// Sum, subtract, square and add, scale, gain and bias: seven per number.
  package static func layerNorm(rows: Int, width: Int) -> Work {
    Work(rows * (7 * width + 5), numbers: 2 * rows * width + 2 * width)
  }

  /// Maximum, subtract, exponential, sum, divide.
  package static func softmax(rows: Int, width: Int) -> Work {
    Work(rows * width * softmaxOperations, numbers: 2 * rows * width)
  }

  /// Four products and two sums for each pair of features; a cosine and a sine for each pair of a token.
  package static func rotation(heads: Int, tokens: Int, features: Int) -> Work {
    Work(3 * heads * tokens * features, numbers: 2 * heads * tokens * features + tokens * features)
  }

  /// A score, its scale, its share of the softmax and the mixing of a value for each key that a query
  /// sees: all of them if `causal` is false, else those up to its own position.
  package static func attention(
    queryHeads: Int, kvHeads: Int, tokens: Int, positions: Int, features: Int, causal: Bool = true
  ) -> Work {
    let hidden = causal ? tokens * (tokens - 1) / 2 : 0
    let pairs = queryHeads * (tokens * positions - hidden)
    return Work(
      pairs * (4 * features + 1 + softmaxOperations),
      numbers: 2 * queryHeads * tokens * features + 2 * kvHeads * positions * features)
  }

  /// A copy reads and writes, and computes nothing.
  package static func copy(_ count: Int) -> Work { Work(0, numbers: 2 * count) }

  /// `Mini`'s exponential is a polynomial: nine fused multiply–adds and two other operations
  /// (`Sources/Lanes/Exponential.swift`).
  package static let exponentialOperations = 9 * 2 + 2

  private static let softmaxOperations = 4 + exponentialOperations
}

extension Work {
  /// Attention of one new token to a cache of 4096 positions, 32 query heads of 64 features.
  package static func decode(kvHeads: Int, positions: Int = 4096) -> Work {
    .attention(
      queryHeads: 32, kvHeads: kvHeads, tokens: 1, positions: positions, features: 64)
  }

  /// Attention of a text of 1024 tokens, 8 heads of 64 features, each token to those before it.
  package static let prefill = prefill(tokens: 1024)

  package static func prefill(tokens: Int) -> Work {
    .attention(queryHeads: 8, kvHeads: 8, tokens: tokens, positions: tokens, features: 64)
  }
}
