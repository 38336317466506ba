import Testing

@testable import Mini

@Suite struct TransformerWorkspaceTests {
  let text = TransformerTests.text

  /// Where all tensors of a workspace lie.
  func places(_ w: TransformerWorkspace) -> [UnsafePointer<Float>] {
    let (a, f) = (w.attention, w.feedForward)
    let tensors = [
      w.x, w.normalized, w.update, a.queryRows, a.kvRows, a.projections.queries,
      a.projections.keys, a.projections.values, a.heads, f.gate, f.up, f.hidden,
    ]
    return tensors.map { $0.withScalars { $0 } }
  }

  /// Token after token is computed in the same memory, in the loop of a generation too.
  @Test(arguments: [TransformerConfiguration.Positions.rotary(), .sinusoidal, .learned, .none])
  func tokensUseTheSameMemory(positions: TransformerConfiguration.Positions) throws {
    let decoder = try Transformer(TransformerTests.configuration(positions: positions), seed: 91)
    var cache = try decoder.makeCache(capacity: 50)
    _ = try decoder(Array(text[..<10]), cache: &cache)
    _ = try decoder([text[10]], cache: &cache)
    let before = places(cache.workspace)
    #expect(Set(before).count == before.count)
    for token in text[11..<20] {
      let hidden = try decoder.hiddenStates([token], cache: &cache)
      #expect(places(cache.workspace) == before)
      #expect(!before.contains(hidden.withScalars { $0 }))
    }
    _ = try decoder.generate(from: [1], newTokens: 9, cache: &cache)
    #expect(places(cache.workspace) == before)
  }

  /// Appending a token neither moves the keys and values nor makes another list of runs.
  @Test func aCacheStaysWhereItIs() throws {
    let decoder = try Transformer(TransformerTests.configuration(), seed: 92)
    var cache = try decoder.makeCache(capacity: 50)
    func places() -> [UnsafeRawPointer] {
      cache.layers.flatMap { layer in
        let view = layer.view
        return view.withPointers { [UnsafeRawPointer($0), UnsafeRawPointer($1)] }
          + [view.runs.withUnsafeBytes { $0.baseAddress! }]
      }
    }
    // Until something is written, keys and values of zeros share their memory.
    _ = try decoder([text[0]], cache: &cache)
    let before = places()
    for token in text[1..<9] {
      _ = try decoder([token], cache: &cache)
      #expect(places() == before)
    }
    #expect(cache.layers.allSatisfy { $0.view.runs == [PositionRun(firstRow: 0, count: 9)] })
  }

  /// A cache is a value, and so is the memory it is computed in: of two copies each goes its own way.
  @Test func copiesShareNothingThatIsWritten() throws {
    let decoder = try Transformer(TransformerTests.configuration(), seed: 93)
    var cache = try decoder.makeCache(capacity: 50)
    for token in text[..<10] { _ = try decoder([token], cache: &cache) }
    var copy = cache
    let otherText = Array(text[..<10] + text[30...])
    let (logits, otherLogits) = (try decoder(text), try decoder(otherText))
    for t in 10..<20 {
      #expect(try decoder([text[t]], cache: &cache) == logits[rows: t..<t + 1])
      #expect(try decoder([otherText[t]], cache: &copy) == otherLogits[rows: t..<t + 1])
      #expect(Set(places(cache.workspace)).isDisjoint(with: places(copy.workspace)))
    }
  }

  /// What was computed in it before, how many tokens at once and by which decoder, leaves no trace.
  @Test func anyNumberOfTokensFits() throws {
    let decoder = try Transformer(TransformerTests.configuration(), seed: 94)
    var wider = TransformerTests.configuration()
    (wider.width, wider.feedForwardWidth) = (64, 90)
    let other = try Transformer(wider, seed: 95)
    let (logits, otherLogits) = (try decoder(text), try other(text))
    var (cache, otherCache) = (
      try decoder.makeCache(capacity: 50), try other.makeCache(capacity: 50)
    )
    var first = 0
    for count in [1, 1, 3, 1, 20, 20, 4] {
      let piece = Array(text[first..<first + count])
      #expect(try decoder(piece, cache: &cache) == logits[rows: first..<first + count])
      otherCache.workspace = cache.workspace
      #expect(try other(piece, cache: &otherCache) == otherLogits[rows: first..<first + count])
      cache.workspace = otherCache.workspace
      first += count
    }
  }

  /// What is returned is not the memory that the next token is computed in.
  @Test func resultsStayAsTheyWere() throws {
    let decoder = try Transformer(TransformerTests.configuration(), seed: 96)
    var cache = try decoder.makeCache(capacity: 50)
    let hidden = try decoder.hiddenStates(text)
    let rows = try text.map { try decoder.hiddenStates([$0], cache: &cache) }
    #expect(Tensor.concatenate(rows) == hidden)
    let x = Tensor.concatenate([hidden])
    let (block, before) = (decoder.blocks[0], x)
    #expect(block(x) == block(x) && x == before)
    #expect(Set(try decoder.projections(text).map { $0.keys.scalars.first }).count == 3)
  }
}
