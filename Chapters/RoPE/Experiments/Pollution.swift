import Base
import Mini

/// Two embeddings, their positions and random projections: all that a score with added positions needs.
package struct Pollution {
  package static let names = [
    "content – content", "content – position", "position – content", "position – position",
  ]

  package let embeddings: Tensor  // [2, width]
  package let positions: Tensor  // [2, width]
  package let wq: Tensor  // [width, width]
  package let wk: Tensor
  package let wv: Tensor

  package init(width: Int, using random: inout SeededGenerator) {
    let deviation = 1 / Double(width).squareRoot()
    embeddings = .normal(2, width, deviation: deviation, using: &random)
    let encoding = SinusoidalEncoding(dimensions: width)
    positions = .concatenate([encoding(3..<4), encoding(10..<11)])
    wq = .normal(width, width, deviation: deviation, using: &random)
    wk = .normal(width, width, deviation: deviation, using: &random)
    wv = .normal(width, width, deviation: deviation, using: &random)
  }

  private func score(_ query: Tensor, _ key: Tensor) -> Float {
    let q = matmul(query.reshaped(1, wq.width), wq)
    let k = matmul(key.reshaped(1, wk.width), wk)
    return matmul(q, transposed: k)[0, 0] / Float(wq.width).squareRoot()
  }

  /// The four terms of the score of token 0 as the query and token 1 as the key.
  package func terms(scale: Double) -> [Float] {
    let x = embeddings * Float(scale)
    let queries = [x[row: 0], positions[row: 0]]
    let keys = [x[row: 1], positions[row: 1]]
    return queries.flatMap { query in keys.map { key in score(query, key) } }
  }

  /// How far the sum of the four terms is from the score of the sums.
  package func remainder(scale: Double) -> Float {
    let sums = embeddings * Float(scale) + positions
    return abs(score(sums[row: 0], sums[row: 1]) - terms(scale: scale).reduce(0, +))
  }

  package struct Effect {
    package var content: Float
    package var position: Float
    package var sum: Float
    package var cosine: Float
    package var valueChange: Float
  }

  private func effect(scale: Double) -> Effect {
    let x = (embeddings * Float(scale))[row: 0]
    let p = positions[row: 0]
    let sum = x + p
    let before = matmul(x.reshaped(1, x.count), wv)
    let change = matmul(sum.reshaped(1, x.count), wv) - before
    return Effect(
      content: x.norm, position: p.norm, sum: sum.norm, cosine: dot(x, sum) / (x.norm * sum.norm),
      valueChange: change.norm / before.norm)
  }

  package func effects() -> (
    plain: Effect, scaled: Effect, rotary: (before: Float, after: Float, cosine: Float)
  ) {
    let query = matmul(embeddings[rows: 0..<1], wq)
    let turned = RotaryEmbedding(headDimension: query.width)(query, offset: 3)
    return (
      effect(scale: 1), effect(scale: Double(wq.width).squareRoot()),
      (query.norm, turned.norm, dot(query, turned) / (query.norm * turned.norm))
    )
  }
}

/// The numbers in the list of drawbacks.
package struct Drawbacks {
  /// What a table of 1024 rows says about position 1024.
  package let beyondTheTable: String
  /// How many of the positions 0 to 2047 a table of 1024 rows knows.
  package let codedPositions: Int
  /// The largest change of a score when both tokens move by 10, 20, … 100 positions, relative to the
  /// lengths of its vectors.
  package let additiveShift: Float
  package let rotaryShift: Float
  package let linearAdditiveShift: Float
  package let linearRotaryShift: Float

  package init(using random: inout SeededGenerator) {
    let table = LearnedEncoding(table: .normal(1024, 8, deviation: 0.02, using: &random))
    var sentence = ""
    do { _ = try table.codes(for: 1024..<1025) } catch { sentence = "\(error)" }
    beyondTheTable = sentence
    codedPositions = (0..<2048).filter { (try? table.codes(for: $0..<$0 + 1)) != nil }.count

    let width = 64
    let q = Tensor.normal(1, width, using: &random)
    let k = Tensor.normal(1, width, using: &random)
    let encoding = SinusoidalEncoding(dimensions: width)
    let rope = RotaryEmbedding(headDimension: width)
    func featureMap(_ x: Tensor) -> Tensor { x.map { $0 > 0 ? $0 + 1 : Float(.exp(Double($0))) } }
    func shift(_ score: (_ m: Int, _ n: Int) -> Float) -> Float {
      let moves = stride(from: 10, through: 100, by: 10)
      return moves.map { abs(score(3 + $0, 10 + $0) - score(3, 10)) }.max()! / (q.norm * k.norm)
    }
    additiveShift = shift { m, n in dot(q + encoding(m..<m + 1), k + encoding(n..<n + 1)) }
    rotaryShift = shift { m, n in dot(rope(q, offset: m), rope(k, offset: n)) }
    linearAdditiveShift = shift { m, n in
      dot(featureMap(q + encoding(m..<m + 1)), featureMap(k + encoding(n..<n + 1)))
    }
    linearRotaryShift = shift { m, n in
      dot(rope(featureMap(q), offset: m), rope(featureMap(k), offset: n))
    }
  }
}
