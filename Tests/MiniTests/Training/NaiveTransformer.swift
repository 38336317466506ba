import Foundation

@testable import Mini

/// The whole model once more in `Double`, with plain loops, from the names of its tensors: the loss of a
/// batch as the formulas say it, for central differences.
struct NaiveTransformer {
  let c: TransformerConfiguration
  /// All learned numbers, by the names of ``Parameterized/forEachParameter(_:_:)``.
  var tensors: [String: [Double]] = [:]

  init(_ model: Transformer) {
    c = model.configuration
    var (copy, tensors) = (model, [String: [Double]]())
    copy.forEachParameter { name, tensor in tensors[name] = tensor.scalars.map(Double.init) }
    self.tensors = tensors
  }

  /// The mean cross-entropy of all tokens.
  func loss(_ texts: [[Int]]) -> Double {
    var (sum, count) = (0.0, 0)
    for text in texts {
      for (logits, next) in zip(logits(Array(text.dropLast())), text.dropFirst()) {
        sum -= log(Naive.softmax(logits)[next])
        count += 1
      }
    }
    return sum / Double(count)
  }

  // MARK: One text

  private func logits(_ tokens: [Int]) -> [[Double]] {
    var rows = tokens.enumerated().map { embedded($1, at: $0) }
    for layer in 0..<c.layers {
      let name = "blocks.\(layer)."
      rows = beside(rows, name + "attentionNorm.") { attention($0, name + "attention.") }
      rows = beside(rows, name + "feedForwardNorm.") { x in
        x.map { feedForward($0, name + "feedForward.") }
      }
    }
    return rows.map { linear(norm($0, "finalNorm."), "head.", c.vocabulary) }
  }

  private func embedded(_ token: Int, at position: Int) -> [Double] {
    (0..<c.width).map { j in
      let x =
        c.tiesHead
        ? tensors["head.weight"]![j * c.vocabulary + token]
        : tensors["embedding"]![token * c.width + j]
      switch c.positions {
      case .learned: return x + tensors["positionEncoding.table"]![position * c.width + j]
      case .sinusoidal:
        let angle = Double(position) / pow(10_000, Double(j / 2 * 2) / Double(c.width))
        return x + (j % 2 == 0 ? sin(angle) : cos(angle))
      default: return x
      }
    }
  }

  /// x + f(norm(x)), or norm(x + f(x))
  private func beside(
    _ x: [[Double]], _ name: String, _ f: ([[Double]]) -> [[Double]]
  ) -> [[Double]] {
    switch c.normPlacement {
    case .before: zip(x, f(x.map { norm($0, name) })).map { zip($0, $1).map(+) }
    case .after: zip(x, f(x)).map { norm(zip($0, $1).map(+), name) }
    }
  }

  private func norm(_ x: [Double], _ name: String) -> [Double] {
    let gain = tensors[name + "gain"]
    switch c.norm {
    case .rms: return NormReference.rmsNorm(x, gain: gain!, eps: c.eps)
    case .layer:
      return NormReference.layerNorm(x, gain: gain!, bias: tensors[name + "bias"]!, eps: c.eps)
    case .partial:
      let count = Int((Double(x.count) * c.normFraction).rounded(.up))
      return NormReference.rmsNorm(x, gain: gain!, eps: c.eps, first: count)
    case .identity: return x
    }
  }

  private func linear(_ x: [Double], _ name: String, _ outputs: Int) -> [Double] {
    let (weight, bias) = (tensors[name + "weight"]!, tensors[name + "bias"])
    return (0..<outputs).map { j in
      x.indices.reduce(bias?[j] ?? 0) { $0 + x[$1] * weight[$1 * outputs + j] }
    }
  }

  private func feedForward(_ x: [Double], _ name: String) -> [Double] {
    let gate = linear(x, name + "gate.", c.feedForwardWidth)
    let up = linear(x, name + "up.", c.feedForwardWidth)
    return linear(zip(gate, up).map { $0 / (1 + exp(-$0)) * $1 }, name + "down.", c.width)
  }

  private func attention(_ x: [[Double]], _ name: String) -> [[Double]] {
    let (heads, kvHeads, width) = (c.queryHeads, c.kvHeads, c.headDimension)
    func split(_ part: String, _ heads: Int, turns: Bool) -> [[[Double]]] {
      x.enumerated().map { position, row in
        let all = linear(row, name + part + ".", heads * width)
        return (0..<heads).map { head in
          var one = Array(all[head * width..<(head + 1) * width])
          if turns && c.headNorms {
            one = NormReference.rmsNorm(one, gain: tensors[name + part + "Norm.gain"]!, eps: c.eps)
          }
          return turns ? turned(one, position) : one
        }
      }
    }
    let queries = split("query", heads, turns: true)
    let keys = split("key", kvHeads, turns: true)
    let values = split("value", kvHeads, turns: false)
    return x.indices.map { t in
      let mixed = (0..<heads).flatMap { head in
        let kv = head / (heads / kvHeads)
        let scores = (0...t).map { key in
          let dot = zip(queries[t][head], keys[key][kv]).reduce(0) { $0 + $1.0 * $1.1 }
          let slope = c.positions == .alibi ? Double(ALiBi(heads: heads).slopes[head]) : 0
          return dot / Double(width).squareRoot() - slope * Double(t - key)
        }
        let weights = Naive.softmax(scores)
        return (0..<width).map { d in
          weights.indices.reduce(0) { $0 + weights[$1] * values[$1][kv][d] }
        }
      }
      return linear(mixed, name + "output.", c.width)
    }
  }

  private func turned(_ x: [Double], _ position: Int) -> [Double] {
    guard case .rotary(let base, let layout, _, let rotated) = c.positions else { return x }
    var result = x
    let count = rotated ?? x.count
    for pair in 0..<count / 2 {
      let (i, j) = layout == .halves ? (pair, pair + count / 2) : (2 * pair, 2 * pair + 1)
      let angle = Double(position) * pow(base, -2 * Double(pair) / Double(count))
      result[i] = x[i] * cos(angle) - x[j] * sin(angle)
      result[j] = x[i] * sin(angle) + x[j] * cos(angle)
    }
    return result
  }
}
