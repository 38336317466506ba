import Foundation
import Mini

@testable import LanguageModel

/// A decoder as the papers write it, in `Double`, one token and one head after the other, from the
/// widened tensors of a file. It shares no code with `Mini`.
struct ReferenceForward {
  let description: ModelDescription
  let file: GGUFFile

  private func numbers(_ name: String) -> [Float] {
    Array(file.numbers(of: file.tensor(name)!).scalars)
  }

  /// Rows of `weight` times each of `x`.
  private func apply(_ name: String, _ x: [[Double]]) -> [[Double]] {
    let weight = numbers(name + ".weight")
    let bias = file.tensor(name + ".bias").map { Array(file.numbers(of: $0).scalars) }
    let (inputs, outputs) = (x[0].count, weight.count / x[0].count)
    return x.map { row in
      (0..<outputs).map { o in
        var sum = bias.map { Double($0[o]) } ?? 0
        for i in 0..<inputs { sum += Double(weight[o * inputs + i]) * row[i] }
        return sum
      }
    }
  }

  private func normalized(_ name: String, _ x: [Double]) -> [Double] {
    let gain = numbers(name + ".weight")
    let mean = x.reduce(0) { $0 + $1 * $1 } / Double(x.count)
    return zip(x, gain).map { $0 / (mean + description.eps).squareRoot() * Double($1) }
  }

  /// One head's query or key at a position.
  private func turned(_ x: [Double], _ position: Int) -> [Double] {
    let scaling = description.rotary.wholeScaling(headDimension: x.count)
    let frequencies = scaling.frequencies(base: description.rotary.base, dimensions: x.count)
    var y = x
    for (pair, theta) in frequencies.enumerated() {
      let isLlama = description.architecture == .llama
      let (a, b) = isLlama ? (2 * pair, 2 * pair + 1) : (pair, pair + x.count / 2)
      let (c, s) = (
        Foundation.cos(Double(position) * theta), Foundation.sin(Double(position) * theta)
      )
      y[a] = (x[a] * c - x[b] * s) * scaling.attentionFactor
      y[b] = (x[a] * s + x[b] * c) * scaling.attentionFactor
    }
    return y
  }

  private func heads(_ x: [Double], norm: String?, _ position: Int?) -> [[Double]] {
    let size = description.headDimension
    return stride(from: 0, to: x.count, by: size).map { start in
      var head = Array(x[start..<start + size])
      if let norm { head = normalized(norm, head) }
      return position.map { turned(head, $0) } ?? head
    }
  }

  /// The logits after each token: `[tokens][vocabulary]`.
  func logits(_ tokens: [Int]) -> [[Double]] {
    let d = description
    let embedding = numbers("token_embd.weight")
    var x = tokens.map { t in (0..<d.width).map { Double(embedding[t * d.width + $0]) } }
    for layer in 0..<d.layers {
      let p = "blk.\(layer)."
      let h = x.map { normalized(p + "attn_norm", $0) }
      let normed = d.headNorms
      let q = apply(p + "attn_q", h).enumerated().map {
        heads($1, norm: normed ? p + "attn_q_norm" : nil, $0)
      }
      let k = apply(p + "attn_k", h).enumerated().map {
        heads($1, norm: normed ? p + "attn_k_norm" : nil, $0)
      }
      let v = apply(p + "attn_v", h).map { heads($0, norm: nil, nil) }
      let read = tokens.indices.map { t in
        (0..<d.queryHeads).flatMap { head in
          attend(
            q[t][head], k[...t].map { $0[head * d.kvHeads / d.queryHeads] },
            v[...t].map { $0[head * d.kvHeads / d.queryHeads] })
        }
      }
      x = zip(x, apply(p + "attn_output", read)).map { zip($0, $1).map(+) }
      let f = x.map { normalized(p + "ffn_norm", $0) }
      let hidden = zip(apply(p + "ffn_gate", f), apply(p + "ffn_up", f)).map { gate, up in
        zip(gate, up).map { $0 / (1 + Foundation.exp(-$0)) * $1 }
      }
      x = zip(x, apply(p + "ffn_down", hidden)).map { zip($0, $1).map(+) }
    }
    return apply(d.tiesHead ? "token_embd" : "output", x.map { normalized("output_norm", $0) })
  }

  private func attend(_ query: [Double], _ keys: [[Double]], _ values: [[Double]]) -> [Double] {
    let scale = 1 / Double(query.count).squareRoot()
    let scores = keys.map { key in zip(query, key).reduce(0) { $0 + $1.0 * $1.1 } * scale }
    let largest = scores.max()!
    let weights = scores.map { Foundation.exp($0 - largest) }
    let sum = weights.reduce(0, +)
    return query.indices.map { i in zip(weights, values).reduce(0) { $0 + $1.0 / sum * $1.1[i] } }
  }
}
