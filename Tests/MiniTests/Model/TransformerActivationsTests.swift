import Testing

@testable import Mini

@Suite struct TransformerActivationsTests {
  let text = TransformerTests.text

  /// Where all tensors lie. A block swaps its input and its output, so these two are a set.
  func places(_ a: Transformer.Activations) -> Set<UnsafePointer<Float>> {
    let (block, attention, f) = (a.block, a.block.attention, a.block.feedForward)
    let tensors = [
      a.x, block.attentionSide, block.middle, block.feedForwardSide, block.output,
      attention.rows, attention.kvRows, attention.projections.queries,
      attention.projections.keys, attention.projections.values, attention.heads, f.gate, f.up,
      f.hidden,
    ]
    let places = Set(tensors.map { $0.withScalars { $0 } })
    #expect(places.count == tensors.count)
    return places
  }

  /// Token after token is computed in the same memory.
  @Test(arguments: [TransformerConfiguration.Positions.rotary(), .sinusoidal, .learned, .none])
  func tokensUseTheSameMemory(positions: TransformerConfiguration.Positions) throws {
    let decoder = try Transformer(TransformerTests.configuration(positions: positions), seed: 91)
    var (cache, activations) = (try decoder.makeCache(capacity: 50), Transformer.Activations())
    _ = try decoder.hiddenStates(Array(text[..<10]), cache: &cache, &activations)
    _ = try decoder.hiddenStates([text[10]], cache: &cache, &activations)
    let before = places(activations)
    for token in text[11..<20] {
      let hidden = try decoder.hiddenStates([token], cache: &cache, &activations)
      #expect(places(activations) == before)
      #expect(!before.contains(hidden.withScalars { $0 }))
    }
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

  /// A cache is a value: of two copies each goes its own way, though both compute in one memory.
  @Test func copiesShareNothingThatIsWritten() throws {
    let decoder = try Transformer(TransformerTests.configuration(), seed: 93)
    var cache = try decoder.makeCache(capacity: 50)
    for token in text[..<10] { _ = try decoder([token], cache: &cache) }
    var (copy, activations) = (cache, Transformer.Activations())
    let otherText = Array(text[..<10] + text[30...])
    let (hidden, otherHidden) = (
      try decoder.hiddenStates(text), try decoder.hiddenStates(otherText)
    )
    for t in 10..<20 {
      let row = try decoder.hiddenStates([text[t]], cache: &cache, &activations)
      let otherRow = try decoder.hiddenStates([otherText[t]], cache: &copy, &activations)
      #expect(row == hidden[rows: t..<t + 1] && otherRow == otherHidden[rows: t..<t + 1])
    }
  }

  /// What was computed in it before, how many tokens at once and by which model, leaves no trace.
  @Test func anyNumberOfTokensFits() throws {
    let decoder = try Transformer(TransformerTests.configuration(), seed: 94)
    var wider = TransformerTests.configuration(positions: .rotary(base: 500, layout: .interleaved))
    (wider.width, wider.feedForwardWidth) = (64, 90)
    let other = try Transformer(wider, seed: 95)
    let (hidden, otherHidden) = (try decoder.hiddenStates(text), try other.hiddenStates(text))
    var (cache, otherCache) = (
      try decoder.makeCache(capacity: 50), try other.makeCache(capacity: 50)
    )
    var (first, activations) = (0, Transformer.Activations())
    for count in [1, 1, 3, 1, 20, 20, 4] {
      let (range, piece) = (first..<first + count, Array(text[first..<first + count]))
      let rows = try decoder.hiddenStates(piece, cache: &cache, &activations)
      #expect(rows == hidden[rows: range])
      let otherRows = try other.hiddenStates(piece, cache: &otherCache, &activations)
      #expect(otherRows == otherHidden[rows: range])
      first += count
    }
  }

  /// A batch is only more heads: each text has the bits that it has alone, whatever else is in it.
  @Test(arguments: [1, 2, 3]) func aBatchComputesEachTextAlone(threads: Int) throws {
    var generator = SeededGenerator(seed: 97)
    for (rotary, bias) in [
      (RotaryEmbedding(headDimension: 8), nil), (nil, ALiBi(heads: 6)), (nil, nil),
    ] as [(RotaryEmbedding?, ALiBi?)] {
      let layer = try AttentionLayer(
        width: 40, queryHeads: 6, kvHeads: 2, headDimension: 8, rotary: rotary, distanceBias: bias,
        using: &generator)
      let x = Tensor.normal(3 * 17, 40, using: &generator)
      var (y, activations) = (Tensor.empty, AttentionLayer.Activations())
      Threads.with(threads) {
        layer.forward(x, position: 5, texts: 3, into: &y, &activations) { p, heads in
          layer.attend(p, mask: .causal, into: &heads)
        }
      }
      for text in 0..<3 {
        let rows = text * 17..<text * 17 + 17
        #expect(y[rows: rows] == layer(x[rows: rows], position: 5))
      }
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
