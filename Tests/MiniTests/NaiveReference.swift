import Foundation

@testable import Mini

/// The formulas once more, in `Double` and with plain loops: slow, obvious, and independent of
/// everything that makes `Mini` fast.
enum Naive {
  /// A result and, for each element, the sum of the magnitudes that went into it. An error is
  /// judged against the magnitudes: a sum that cancels cannot be better than its terms.
  struct Sums {
    var values: [Double]
    var magnitudes: [Double]
  }

  /// `[m, k] · [k, n]`
  static func matmul(_ a: Tensor, _ b: Tensor) -> Sums {
    let (m, k, n) = (a.shape[0], a.shape[1], b.shape[1])
    let zeros = [Double](repeating: 0, count: m * n)
    var result = Sums(values: zeros, magnitudes: zeros)
    for i in 0..<m {
      for p in 0..<k {
        let x = Double(a.scalars[i * k + p])
        for j in 0..<n {
          let product = x * Double(b.scalars[p * n + j])
          result.values[i * n + j] += product
          result.magnitudes[i * n + j] += abs(product)
        }
      }
    }
    return result
  }

  /// exp(x − max x) / Σ exp(x − max x)
  static func softmax(_ x: [Double]) -> [Double] {
    let maximum = x.contains(where: \.isNaN) ? .nan : x.max() ?? 0
    let exponentials = x.map { exp($0 - maximum) }
    let sum = exponentials.reduce(0, +)
    return exponentials.map { $0 / sum }
  }

  /// Attention as its formula says, with the keys and values of a head looked up by index.
  ///
  /// `distanceBias` is what a key `distance` positions away adds to the scaled score of a head.
  static func attention(
    queries: Tensor, keys: Tensor, values: Tensor, causal: Bool,
    distanceBias: (_ head: Int, _ distance: Int) -> Double = { _, _ in 0 }
  ) -> (outputs: [Double], weights: [Double]) {
    let (queryHeads, tokens, headDimension) = (
      queries.shape[0], queries.shape[1], queries.shape[2]
    )
    let (kvHeads, positions) = (keys.shape[0], keys.shape[1])
    var (outputs, weights): ([Double], [Double]) = ([], [])
    for head in 0..<queryHeads {
      let kvHead = head / (queryHeads / kvHeads)
      for token in 0..<tokens {
        let position = positions - tokens + token
        let visible = causal ? position + 1 : positions
        let scores = (0..<visible).map { key in
          var dot = 0.0
          for d in 0..<headDimension {
            dot += Double(queries[head, token, d]) * Double(keys[kvHead, key, d])
          }
          return dot / Double(headDimension).squareRoot() + distanceBias(head, abs(position - key))
        }
        let row = softmax(scores)
        weights += row + [Double](repeating: 0, count: positions - visible)
        for d in 0..<headDimension {
          outputs.append((0..<visible).reduce(0) { $0 + row[$1] * Double(values[kvHead, $1, d]) })
        }
      }
    }
    return (outputs, weights)
  }
}

/// Sets the number of threads while `body` runs. Other tests may run at the same time: they see
/// another number of threads, which is just what must not matter to them.
func withThreads<Result>(_ count: Int, _ body: () throws -> Result) rethrows -> Result {
  try Threads.with(count, body)
}

extension Tensor {
  /// Whether every scalar is the same down to the last bit; unlike `==` this tells −0 from 0 and
  /// finds a NaN equal to itself.
  func hasSameBits(as other: Tensor) -> Bool {
    shape == other.shape && scalars.map(\.bitPattern) == other.scalars.map(\.bitPattern)
  }

  /// Whether there is nothing but NaN.
  var isAllNaN: Bool { scalars.allSatisfy { $0.isNaN } }
}
