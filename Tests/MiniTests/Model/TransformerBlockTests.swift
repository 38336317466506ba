import Foundation
import Testing

@testable import Mini

@Suite struct TransformerBlockTests {
  func block(
    _ norm: Norm.Kind, _ placement: NormPlacement, _ generator: inout SeededGenerator
  ) throws -> TransformerBlock {
    TransformerBlock(
      attentionNorm: Norm(norm, dimensions: 24, eps: 1e-5),
      attention: try AttentionLayer(
        width: 24, queryHeads: 4, kvHeads: 2, headDimension: 8,
        rotary: RotaryEmbedding(headDimension: 8), using: &generator),
      feedForwardNorm: Norm(norm, dimensions: 24, eps: 1e-5),
      feedForward: FeedForward(width: 24, hidden: 40, using: &generator), placement: placement)
  }

  /// The two equations of the block in `Double`, from the weights alone.
  @Test(arguments: Norm.Kind.allCases, NormPlacement.allCases)
  func agreesWithDouble(norm: Norm.Kind, placement: NormPlacement) throws {
    var generator = SeededGenerator(seed: 101)
    let block = try block(norm, placement, &generator)
    let x = Tensor.normal(7, 24, using: &generator)
    let rows = (0..<7).map { t in (0..<24).map { Double(x[t, $0]) } }
    func before(_ row: [Double]) -> [Double] {
      placement == .before ? Double64.norm(row, norm) : row
    }
    func after(_ row: [Double]) -> [Double] {
      placement == .after ? Double64.norm(row, norm) : row
    }
    let attended = Double64.attention(rows.map(before), block.attention)
    let h = zip(rows, attended).map { after(zip($0, $1).map(+)) }
    let y = h.map { row in
      let n = before(row)
      let gate = Double64.product(n, block.feedForward.gate)
      let up = Double64.product(n, block.feedForward.up)
      let hidden = zip(gate, up).map { $0 / (1 + exp(-$0)) * $1 }
      return after(zip(row, Double64.product(hidden, block.feedForward.down)).map(+))
    }
    let result = block(x)
    let scale = max(1, Double(result.largestMagnitude))
    for t in 0..<7 {
      for j in 0..<24 {
        // Magnitudes up to 8, and more where few features are measured, through four sums of some 30
        // rounded terms.
        #expect(abs(Double(result[t, j]) - y[t][j]) < 2e-6 * scale + 1e-5)
      }
    }
  }

  @Test func countsItsParameters() throws {
    var generator = SeededGenerator(seed: 102)
    let linear = 24 * 32 * 2 + 24 * 16 * 2 + 3 * 24 * 40
    #expect(try block(.rms, .before, &generator).parameterCount == linear + 2 * 24)
    #expect(try block(.layer, .before, &generator).parameterCount == linear + 4 * 24)
  }
}

/// Rows of `Double` through the layers of a block.
private enum Double64 {
  static func product(_ row: [Double], _ layer: Linear) -> [Double] {
    (0..<layer.outputs).map { j in
      row.indices.reduce(0) { $0 + row[$1] * Double(layer.weight[$1, j]) }
    }
  }

  static func norm(_ row: [Double], _ kind: Norm.Kind) -> [Double] {
    if kind == .identity { return row }
    let mean = kind == .layer ? row.reduce(0, +) / Double(row.count) : 0
    let seen = kind == .partial ? row.prefix(3) : row[...]  // an eighth of 24
    let square = seen.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(seen.count)
    return row.map { ($0 - mean) / (square + 1e-5).squareRoot() }
  }

  static func attention(_ rows: [[Double]], _ layer: AttentionLayer) -> [[Double]] {
    let dh = layer.headDimension
    func turned(_ row: [Double], _ position: Int) -> [Double] {
      var result = row
      for first in stride(from: 0, to: row.count, by: 2) {
        let angle = Double(position) * pow(10_000, -Double(first % dh) / Double(dh))
        let (x, y) = (row[first], row[first + 1])
        result[first] = x * cos(angle) - y * sin(angle)
        result[first + 1] = x * sin(angle) + y * cos(angle)
      }
      return result
    }
    let queries = rows.enumerated().map { turned(product($1, layer.query), $0) }
    let keys = rows.enumerated().map { turned(product($1, layer.key), $0) }
    let values = rows.map { product($0, layer.value) }
    return rows.indices.map { t in
      var heads: [Double] = []
      for h in 0..<layer.queryHeads {
        let g = h / layer.queryHeadsPerKVHead
        let scores = (0...t).map { key in
          (0..<dh).reduce(0) { $0 + queries[t][h * dh + $1] * keys[key][g * dh + $1] }
            / Double(dh).squareRoot()
        }
        let weights = Naive.softmax(scores)
        for d in 0..<dh {
          heads.append((0...t).reduce(0) { $0 + weights[$1] * values[$1][g * dh + d] })
        }
      }
      return product(heads, layer.output)
    }
  }
}
