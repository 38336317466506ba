import ExerciseCases
import Mini

/// A transformer put together from the functions of a reader, and plain ones where he has none.
struct ReadersModel {
  let model: OpenedModel
  let parts: Parts
  /// Whether products are `Mini`'s: a published model is unbearable with plain ones.
  let lendsMinisProduct: Bool
  let calls: Calls

  private var c: TransformerConfiguration { model.mini.configuration }

  /// A row times a matrix.
  func product(_ matrix: Matrix, _ x: [Double]) -> [Double] {
    calls.beat()
    return lendsMinisProduct ? matrix.mini(x) : parts.product(matrix.rows, x)!
  }

  /// One block; `attend` gets queries, keys and values, a row for each token.
  func block(
    _ l: Int, _ x: [[Double]],
    attend: ([[Double]], [[Double]], [[Double]]) -> [[Double]]
  ) -> [[Double]] {
    let layer = model.layers[l]
    return parts.block(
      x, { norm($0, layer.attentionNorm) },
      { n in
        let heads = attend(
          n.map { product(layer.query, $0) }, n.map { product(layer.key, $0) },
          n.map { product(layer.value, $0) })
        return heads.map { product(layer.output, $0) }
      }, { norm($0, layer.feedForwardNorm) }, { feedForward(l, $0) })!
  }

  func norm(_ x: [Double], _ gain: [Double]) -> [Double] { parts.rmsNorm(x, gain, c.eps)! }

  func feedForward(_ l: Int, _ x: [Double]) -> [Double] {
    let layer = model.layers[l]
    return parts.feedForward(
      x, { product(layer.gate, $0) }, { product(layer.up, $0) }, { product(layer.down, $0) })!
  }

  func logits(_ rows: [[Double]]) -> [Double] {
    parts.logits(rows, { norm($0, model.finalNorm) }, { product(model.head, $0) })!
  }

  /// The logits after a text, which goes through all layers.
  func logits(after text: [Int]) throws -> [Double] {
    var x = try model.mini.embeddings(of: text).doubles
    return try calls.checked {
      for l in model.layers.indices {
        x = block(l, x) { q, k, v in
          parts.sharedAttention(q, k, v, c.queryHeads, c.kvHeads, model.base)!
        }
      }
      return logits(x)
    }
  }

  /// A text that is written without a cache.
  func write(after prompt: [Int], newTokens: Int) throws -> [Int] {
    var text = prompt
    for _ in 0..<newTokens {
      let logits = try logits(after: text)
      text.append(try calls.checked { parts.greedy(logits)! })
    }
    return text
  }

  /// Reads one token after the other, each with all that the reader's caches have kept.
  func makeReader() -> (Int) -> [Double] {
    let caches = model.layers.map { _ in parts.makeCache() }
    return { token in
      guard calls.failure == nil, (0..<c.vocabulary).contains(token),
        var x = try? model.mini.embeddings(of: [token]).doubles
      else { return [Double](repeating: 0, count: c.vocabulary) }
      for l in caches.indices {
        x = block(l, x) { q, k, v in
          [caches[l](q[0], k[0], v[0], c.queryHeads, c.kvHeads, model.base)!]
        }
      }
      return logits(x)
    }
  }

  /// A text that is written with the reader's cache and loop.
  ///
  /// - Parameters:
  ///   - onRead: told the token that goes in, and the logits after it
  ///   - onToken: told each token that is chosen
  func writeWithCache(
    after prompt: [Int], newTokens: Int, onRead: (Int, [Double]) -> Void = { _, _ in },
    onToken: (Int) -> Void = { _ in }
  ) throws -> [Int] {
    let read = makeReader()
    var reads = 0
    return try calls.checked {
      parts.generate(
        prompt, newTokens,
        { token in
          reads += 1
          // Who reads on and on would be at work for ever, with signs of life.
          if reads > prompt.count + newTokens {
            calls.fail(.generate, "reads more tokens than the text has")
          }
          let logits = read(token)
          onRead(token, logits)
          return logits
        },
        { logits in
          let token = parts.greedy(logits)!
          if calls.failure == nil { onToken(token) }
          return token
        })!
    }
  }
}
