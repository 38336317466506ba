import Base
import Mini

/// A kernel in its plainest form, run on noted numbers, beside the same kernel of Mini.
package struct NotedKernel {
  package let name: String
  package let ledger: Ledger
  package let work: Work
  package let noted: Tensor
  package let fast: Tensor
}

package enum NotedKernels {
  package static func all(using random: inout SeededGenerator) -> [NotedKernel] {
    let x = Tensor.normal(3, 20, using: &random)
    let heads = Tensor.normal(2, 5, 6, using: &random)
    let queries = Tensor.normal(4, 5, 6, using: &random)
    let keys = Tensor.normal(2, 9, 6, using: &random)
    let values = Tensor.normal(2, 9, 6, using: &random)
    var rms = RMSNorm(dimensions: x.width)
    rms.gain = .normal(x.width, using: &random)
    var layer = LayerNorm(dimensions: x.width)
    layer.gain = .normal(x.width, using: &random)
    layer.bias = .normal(x.width, using: &random)
    return [
      rmsNorm(x, rms), layerNorm(x, layer), softmaxOf(x), rotation(heads),
      attentionOf(queries, keys, values),
    ]
  }

  private static func rmsNorm(_ x: Tensor, _ norm: RMSNorm) -> NotedKernel {
    let (rows, width) = (x.shape[0], x.shape[1])
    let ledger = Ledger()
    let (a, gain) = (ledger.input(x), ledger.input(norm.gain))
    let y = ledger.output(rows, width)
    for i in 0..<rows {
      var squares = ledger.number(0)
      for j in 0..<width { squares = squares.addingProduct(a[i, j], a[i, j]) }
      let scale = (squares / Float(width) + Float(norm.eps)).squareRoot.inverse
      for j in 0..<width { y[i, j] = a[i, j] * scale * gain[j] }
    }
    return NotedKernel(
      name: "RMSNorm, \(rows) × \(width)", ledger: ledger,
      work: .rmsNorm(rows: rows, width: width), noted: y.tensor, fast: norm(x))
  }

  private static func layerNorm(_ x: Tensor, _ norm: LayerNorm) -> NotedKernel {
    let (rows, width) = (x.shape[0], x.shape[1])
    let ledger = Ledger()
    let (a, gain, bias) = (ledger.input(x), ledger.input(norm.gain), ledger.input(norm.bias))
    let y = ledger.output(rows, width)
    for i in 0..<rows {
      var sum = ledger.number(0)
      for j in 0..<width { sum = sum + a[i, j] }
      let mean = sum / Float(width)
      // The differences are kept for the last step.
      let centred = (0..<width).map { a[i, $0] - mean }
      var squares = ledger.number(0)
      for difference in centred { squares = squares.addingProduct(difference, difference) }
      let scale = (squares / Float(width) + Float(norm.eps)).squareRoot.inverse
      for j in 0..<width { y[i, j] = bias[j].addingProduct(centred[j] * scale, gain[j]) }
    }
    return NotedKernel(
      name: "LayerNorm, \(rows) × \(width)", ledger: ledger,
      work: .layerNorm(rows: rows, width: width), noted: y.tensor, fast: norm(x))
  }

  private static func softmaxOf(_ x: Tensor) -> NotedKernel {
    let (rows, width) = (x.shape[0], x.shape[1])
    let ledger = Ledger()
    let a = ledger.input(x)
    let y = ledger.output(rows, width)
    for i in 0..<rows {
      let weights = softmaxRow((0..<width).map { a[i, $0] }, ledger)
      for j in 0..<width { y[i, j] = weights[j] }
    }
    return NotedKernel(
      name: "softmax, \(rows) × \(width)", ledger: ledger,
      work: .softmax(rows: rows, width: width), noted: y.tensor, fast: softmax(x))
  }

  private static func softmaxRow(_ row: [Noted], _ ledger: Ledger) -> [Noted] {
    let maximum = row.reduce(ledger.number(-.infinity)) { $0.maximum($1) }
    let terms = row.map { ($0 - maximum).exponential }
    let sum = terms.reduce(ledger.number(0)) { $0 + $1 }
    return terms.map { $0 / sum }
  }

  private static func rotation(_ x: Tensor) -> NotedKernel {
    let (heads, tokens, features) = (x.shape[0], x.shape[1], x.shape[2])
    let rope = RotaryEmbedding(headDimension: features)
    let pairs = features / 2
    func table(_ function: (Double) -> Double) -> Tensor {
      let angles = (0..<tokens).flatMap { t in rope.frequencies.map { Double(t) * $0 } }
      return Tensor(shape: [tokens, pairs], scalars: angles.map { Float(function($0)) })
    }
    let ledger = Ledger()
    let a = ledger.input(x)
    let (cosines, sines) = (ledger.input(table(Double.cos)), ledger.input(table(Double.sin)))
    let y = ledger.output(heads, tokens, features)
    for h in 0..<heads {
      for t in 0..<tokens {
        for i in 0..<pairs {
          let (u, v) = (a[h, t, 2 * i], a[h, t, 2 * i + 1])
          y[h, t, 2 * i] = u * cosines[t, i] - v * sines[t, i]
          y[h, t, 2 * i + 1] = u * sines[t, i] + v * cosines[t, i]
        }
      }
    }
    return NotedKernel(
      name: "rotation, \(heads) heads, \(tokens) tokens", ledger: ledger,
      work: .rotation(heads: heads, tokens: tokens, features: features), noted: y.tensor,
      fast: rope(x))
  }

  private static func attentionOf(
    _ queries: Tensor, _ keys: Tensor, _ values: Tensor
  ) -> NotedKernel {
    let (heads, tokens, features) = (queries.shape[0], queries.shape[1], queries.shape[2])
    let (kvHeads, positions) = (keys.shape[0], keys.shape[1])
    let ledger = Ledger()
    let (q, k, v) = (ledger.input(queries), ledger.input(keys), ledger.input(values))
    let y = ledger.output(heads, tokens, features)
    for h in 0..<heads {
      let kvHead = h / (heads / kvHeads)
      for t in 0..<tokens {
        let visible = positions - tokens + t + 1
        let scores = (0..<visible).map { position in
          var score = ledger.number(0)
          for d in 0..<features {
            score = score.addingProduct(q[h, t, d], k[kvHead, position, d])
          }
          return score * (1 / Float(features).squareRoot())
        }
        let weights = softmaxRow(scores, ledger)
        for d in 0..<features {
          var sum = ledger.number(0)
          for position in 0..<visible {
            sum = sum.addingProduct(weights[position], v[kvHead, position, d])
          }
          y[h, t, d] = sum
        }
      }
    }
    return NotedKernel(
      name: "attention, 4 heads, 5 of 9", ledger: ledger,
      work: .attention(
        queryHeads: heads, kvHeads: kvHeads, tokens: tokens, positions: positions,
        features: features), noted: y.tensor,
      fast: attention(queries: queries, keys: keys, values: values, mask: .causal))
  }
}
