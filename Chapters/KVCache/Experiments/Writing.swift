import Mini

/// Writes tokens with two kinds of cache.
package struct Writer {
  package let decoder: Transformer
  package let new: Int

  package init(decoder: Transformer, new: Int) { (self.decoder, self.new) = (decoder, new) }

  package func withMemorySetAside() throws -> Generation {
    var cache = try decoder.makeCache(capacity: new)
    return try decoder.generate(from: [65], newTokens: new, cache: &cache, keepsLogits: true)
  }

  package func growing() throws -> Generation {
    var cache = try decoder.makeCache { kvHeads, headDimension throws(ModelError) in
      try GrowingKVCache(kvHeads: kvHeads, headDimension: headDimension)
    }
    return try decoder.generate(from: [65], newTokens: new, cache: &cache, keepsLogits: true)
  }
}

extension Transformer {
  /// The same text without a cache, and with one of so many places.
  package func writeTwice(
    from prompt: [Int], _ count: Int, places: Int
  ) throws -> (without: Generation, with: Generation, cache: TransformerCache) {
    let without = try generate(from: prompt, newTokens: count, keepsLogits: true)
    var cache = try makeCache(capacity: places)
    let with = try generate(
      from: prompt, newTokens: count, cache: &cache, keepsLogits: true)
    return (without, with, cache)
  }

  /// How many keys and values of a cache are not those of the whole text, layer by layer.
  package func differences(
    of cache: TransformerCache, after text: [Int]
  ) throws -> [(count: Int, keys: Int, values: Int)] {
    zip(cache.layers, try projections(text)).map { layer, whole in
      (
        count: whole.keys.count,  // kvHeads * tokens * headDimension
        keys: layer.keys.differingElements(from: whole.keys),
        values: layer.values.differingElements(from: whole.values)
      )
    }
  }
}

extension Transformer {
  /// How many logits, keys and values of a text of 28 tokens differ from those of the whole text, and of
  /// how many, over chunks of five sizes and two numbers of threads. Sets the number of threads to `threads`
  /// again.
  package func differencesOfChunks(
    threads: Int
  ) throws -> (differing: Int, count: Int) {
    defer { Threads.count = threads }
    Threads.count = 1
    let text = (0..<28).map { ($0 * 41 + 7) % configuration.vocabulary }
    let (logits, whole) = (try self(text), try projections(text))
    var (differing, count) = (0, 0)
    for threads in [1, 2] {
      Threads.count = threads
      differing += try self(text).differingElements(from: logits)
      count += logits.count
      for chunk in [1, 2, 3, 7, text.count] {
        var cache = try makeCache(capacity: text.count)
        let rows = try stride(from: 0, to: text.count, by: chunk).map { first in
          try self(Array(text[first..<min(text.count, first + chunk)]), cache: &cache)
        }
        differing += Tensor.concatenate(rows).differingElements(from: logits)
        count += logits.count
        for (layer, whole) in zip(cache.layers, whole) {
          differing += layer.keys.differingElements(from: whole.keys)
          differing += layer.values.differingElements(from: whole.values)
          count += 2 * whole.keys.count
        }
      }
    }
    return (differing, count)
  }
}

extension Transformer {
  /// The first `count` tokens of a text that begins with `start` and is continued where it is
  /// shorter.
  package func text(of count: Int, beginningWith start: [Int]) throws -> [Int] {
    guard start.count < count else { return Array(start.prefix(count)) }
    var cache = try makeCache(capacity: count)
    return start
      + (try generate(from: start, newTokens: count - start.count, cache: &cache).tokens)
  }
}
