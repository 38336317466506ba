import Base
import Exercises

// Mistakes in what is written after the model, or beside it.

extension Mistake {
  static var besideTheModel: [Mistake] {
    [
      Mistake(.layerNorm, "The mean is taken away too late: first the mean, then the root.") {
        $0.layerNorm = { x, eps in
          let y = Plain.rmsNorm(x, x.map { _ in 1 }, eps)
          let mean = y.reduce(0, +) / Double(y.count)
          return y.map { $0 - mean }
        }
      },
      Mistake(.layerNorm, "The variance is divided by n − 1: here it is n.") {
        $0.layerNorm = { x, eps in
          let mean = x.reduce(0, +) / Double(x.count)
          let d = x.map { $0 - mean }
          return d.map { $0 / (dot(d, d) / Double(x.count - 1) + eps).squareRoot() }
        }
      },
      Mistake(.pooledHeads, "Heads are pooled that are far apart: neighbours will share.") {
        $0.pooledHeads = { matrix, count, kvHeads in
          matrix.map { row in
            let parts = heads(of: row, count)
            return (0..<kvHeads).flatMap { g in
              let those = stride(from: g, to: count, by: kvHeads).map { parts[$0] }
              return Plain.mixed(
                those, those.map { _ in Double(kvHeads) / Double(count) })
            }
          }
        }
      },
      Mistake(.pooledHeads, "The heads are added up: the mean is divided by their number.") {
        $0.pooledHeads = { matrix, count, kvHeads in
          Plain.pooledHeads(matrix, count, kvHeads).map { row in
            row.map { $0 * Double(count / kvHeads) }
          }
        }
      },
      Mistake(.keptTokens, "The sinks are missing: only the window is kept.") {
        $0.keptTokens = { count, window, _ in Array(max(0, count - window)..<count) }
      },
      Mistake(.keptTokens, "A token that is a sink and in the window is kept twice.") {
        $0.keptTokens = { count, window, sinks in
          Array(0..<min(sinks, count)) + Array(max(0, count - window)..<count)
        }
      },
      Mistake(.keptTokens, "The sinks are part of the window here: they come besides.") {
        $0.keptTokens = { count, window, sinks in Plain.keptTokens(count, window - sinks, sinks) }
      },
      Mistake(.sample, "The logits are multiplied by the temperature: divide them.") {
        $0.sample = { logits, temperature, draw in Plain.sample(logits, 1 / temperature, draw) }
      },
      Mistake(.sample, "The temperature is not used.") {
        $0.sample = { logits, _, draw in Plain.sample(logits, 1, draw) }
      },
      Mistake(.sample, "The softmax does not take the largest logit away first.") {
        $0.sample = { logits, temperature, draw in
          let powers = logits.map { Double.exp($0 / temperature) }
          var left = draw * powers.reduce(0, +)
          for (token, power) in powers.enumerated() {
            left -= power
            if left < 0 { return token }
          }
          return logits.count - 1
        }
      },
      Mistake(.rmsNormGradient, "The size of the row is taken for a constant: it depends on x.") {
        $0.rmsNormGradient = { x, gain, eps, dy in
          let size = (dot(x, x) / Double(x.count) + eps).squareRoot()
          return zip(gain, dy).map { $0 * $1 / size }
        }
      },
      Mistake(.rmsNormGradient, "The gain is missing: first comes ∂n = gain · ∂y.") {
        $0.rmsNormGradient = { x, _, eps, dy in
          Plain.rmsNormGradient(x, x.map { _ in 1 }, eps, dy)
        }
      },
      Mistake(
        .crossEntropyGradient,
        "The softmax does not take the largest logit away first: e¹⁰⁰⁰ is infinite."
      ) {
        $0.crossEntropyGradient = { logits, target in
          let powers = logits.map { Double.exp($0) }
          let sum = powers.reduce(0, +)
          return powers.enumerated().map { $1 / sum - ($0 == target ? 1 : 0) }
        }
      },
      Mistake(
        .crossEntropyGradient, "The sign is turned round: what was expected minus the target."
      ) {
        $0.crossEntropyGradient = { logits, target in
          Plain.crossEntropyGradient(logits, target).map { -$0 }
        }
      },
      Mistake(.adamWStep, "The averages are not corrected for their beginning with zeros.") {
        $0.adamWStep = { weight, g, m, v, _, rate in
          let (m, v) = (0.9 * m + 0.1 * g, 0.99 * v + 0.01 * g * g)
          return weight - rate * (m / (v.squareRoot() + 1e-8) + 0.01 * weight)
        }
      },
      Mistake(.adamWStep, "The decay is missing.") {
        $0.adamWStep = { weight, g, m, v, t, rate in
          Plain.adamWStep(weight, g, m, v, t, rate) + rate * 0.01 * weight
        }
      },
    ]
  }

  static var besideThePath: [Mistake] {
    [
      Mistake(.productWork, "The result is not counted: it is written, too.") {
        $0.productWork = { m, k, n in (2 * m * k * n, 4 * (m * k + k * n)) }
      },
      Mistake(.productWork, "A multiply–add is two operations.") {
        $0.productWork = { m, k, n in (m * k * n, 4 * (m * k + k * n + m * n)) }
      },
      Mistake(.roof, "The times are added: a machine reads while it computes.") {
        $0.roof = { intensity, peak, bandwidth in 1 / (1 / peak + 1 / (intensity * bandwidth)) }
      },
      Mistake(.median, "The times are not sorted.") { $0.median = { $0[$0.count / 2] } },
      Mistake(.median, "This is the mean.") {
        $0.median = { $0.reduce(0, +) / Double($0.count) }
      },
      Mistake(.spreadLeft, "Mean and spread are at right angles: their squares add up.") {
        $0.spreadLeft = { c in 1 / (1 + c) }
      },
      Mistake(.plainNormGradient, "The RMS is taken for a constant: it depends on x.") {
        $0.plainNormGradient = { x, upstream in
          let size = (dot(x, x) / Double(x.count)).squareRoot()
          return upstream.map { $0 / size }
        }
      },
      Mistake(.slowPairs, "A turn is 2π radians: this takes a radian for one.") {
        $0.slowPairs = { d, base, context in
          (0..<d / 2).count { 1 / Plain.angle($0, 1, d, base) > Double(context) }
        }
      },
      Mistake(.lastPosition, "Positions are counted from 0.") {
        $0.lastPosition = { rows, cached in cached < rows ? rows : -1 }
      },
      Mistake(
        .bytesPerToken, "A key and a value are kept for each kv head, not for each query head."
      ) {
        $0.bytesPerToken = { layers, width, _, _ in 2 * layers * width * 2 }
      },
      Mistake(.bytesPerToken, "Keys and values: twice.") {
        $0.bytesPerToken = { layers, width, heads, kvHeads in
          layers * kvHeads * (width / heads) * 2
        }
      },
      Mistake(.cachedAttention, "Tokens are asked for again: each may be asked once only.") {
        $0.cachedAttention = { tokens, next in
          (0..<tokens).map { t in
            let text = (0...t).map(next)
            return Plain.mixed(text.map(\.v), Plain.weights(text[t].q, text.map(\.k)))
          }
        }
      },
      Mistake(.cachedAttention, noRoot) {
        $0.cachedAttention = { tokens, next in
          Plain.cachedAttention(tokens) { t in
            let (q, k, v) = next(t)
            return (q.map { $0 * Double(q.count).squareRoot() }, k, v)
          }
        }
      },
      Mistake(.cacheBytes, "Keys and values: twice.") {
        $0.cacheBytes = { layers, kvHeads, features, tokens in
          layers * kvHeads * features * tokens * 4
        }
      },
      Mistake(.keysSeen, "What is in the cache is seen, too.") { $0.keysSeen = { i, _ in i + 1 } },
      Mistake(.keysSeen, "A token sees itself.") { $0.keysSeen = { i, cached in cached + i } },
      Mistake(.tokenPasses, "The last new token is never read.") {
        $0.tokenPasses = { prompt, newTokens in
          ((0...newTokens).reduce(0) { $0 + prompt + $1 }, prompt + newTokens)
        }
      },
    ]
  }
}
