import Testing

@testable import Mini

@Suite struct WeightPanelsTests {
  /// `[rows, inputs, outputs]` on both sides of 48 outputs and two panels of them, 256 inputs, 8 rows
  /// and the 384 that pass a panel together.
  static let shapes = [
    [0, 3, 4], [3, 0, 4], [3, 4, 0], [1, 0, 50], [1, 1, 1], [1, 17, 1], [1, 3, 47], [1, 40, 48],
    [1, 33, 49], [1, 20, 96], [1, 577, 97], [1, 300, 200], [2, 13, 47], [3, 257, 130],
    [4, 256, 48], [5, 600, 33], [7, 300, 65], [8, 513, 96], [8, 255, 50], [9, 40, 145],
    [13, 300, 48], [40, 577, 130], [385, 20, 60], [400, 300, 49],
  ]

  static func operands(_ shape: [Int]) -> (x: Tensor, w: Tensor) {
    var generator = SeededGenerator(seed: 21)
    return (
      .normal(shape[0], shape[1], using: &generator), .normal(shape[1], shape[2], using: &generator)
    )
  }

  /// A reference of its own, in `Double` and with plain loops: k roundings of one chain.
  @Test(arguments: shapes) func agreesWithDouble(shape: [Int]) {
    let (x, w) = Self.operands(shape)
    let (y, reference) = (WeightPanels(w)(x), Naive.matmul(x, w))
    #expect(y.shape == [shape[0], shape[2]])
    for (index, value) in y.scalars.enumerated() {
      let bound = Double(shape[1] + 1) * 0x1p-24 * reference.magnitudes[index]
      #expect(abs(Double(value) - reference.values[index]) <= bound)
    }
  }

  /// The bits of the matrix, from either of its layouts, on any number of threads, and of a row alone.
  @Test(arguments: shapes) func givesTheBitsOfTheMatrix(shape: [Int]) {
    let (x, w) = Self.operands(shape)
    let expected = matmul(x, w)
    let (panels, transposed) = (WeightPanels(w), WeightPanels(transposed: w.transposed))
    #expect(panels == transposed)
    #expect(panels.matrix == w && panels.inputs == shape[1] && panels.outputs == shape[2])
    for threads in [1, 2, 3] {
      withThreads(threads) {
        #expect(panels(x).hasSameBits(as: expected))
        #expect(WeightPanels(w)(x).hasSameBits(as: expected))
        for row in [0, shape[0] / 2, shape[0] - 1] where shape[0] > 0 && row >= 0 {
          let range = row..<row + 1
          #expect(panels(x[rows: range]).hasSameBits(as: expected[rows: range]))
        }
      }
    }
  }

  /// Work that is worth several threads.
  @Test(arguments: [[1, 900, 999], [6, 577, 700], [30, 300, 500]])
  func threadsChangeNothing(shape: [Int]) {
    let (x, w) = Self.operands(shape)
    let expected = matmul(x, w)
    for threads in [1, 2, 5] {
      let y = withThreads(threads) {
        (WeightPanels(w)(x), WeightPanels(transposed: w.transposed)(x))
      }
      #expect(y.0.hasSameBits(as: expected) && y.1.hasSameBits(as: expected))
    }
  }

  /// What is not finite, or nearly nothing, reaches the outputs that it reaches in the formula, and the
  /// zeros that fill a panel are nobody's.
  @Test(arguments: [1, 2, 5, 8, 21]) func unusualNumbersGoWhereTheFormulaSendsThem(rows: Int) {
    var (x, w) = Self.operands([rows, 70, 101])
    for special: Float in [
      .infinity, -.infinity, .nan, -0.0, 0, .leastNonzeroMagnitude, -0x1p-130, 1e38, -3e38,
    ] {
      for (row, input, output) in [(0, 0, 0), (rows - 1, 33, 47), (rows / 2, 69, 100)] {
        x[row, input] = special
        w[input, output] = special
        w[(input + 1) % 70, (output + 48) % 101] = special
        let expected = matmul(x, w)
        for y in [WeightPanels(w)(x), WeightPanels(transposed: w.transposed)(x)] {
          for (a, b) in zip(y.scalars, expected.scalars) {
            #expect(a.isNaN ? b.isNaN : a.bitPattern == b.bitPattern)
          }
        }
      }
    }
  }

  /// Chains of products that are zeros with a sign begin with +0, as those of a matrix do.
  @Test func zerosKeepTheSignOfTheChain() {
    let (x, w) = (Tensor(repeating: -1, shape: [3, 5]), Tensor(zeros: [5, 50]))
    #expect(WeightPanels(w)(x).hasSameBits(as: matmul(x, w)))
  }

  @Test func theMemoryIsThatOfWholePanels() {
    #expect(WeightPanels(Tensor(zeros: [10, 96])).byteCount == 4 * 10 * 96)
    #expect(WeightPanels(Tensor(zeros: [10, 97])).byteCount == 4 * 10 * 144)
    #expect(Weights.panels(WeightPanels(Tensor(zeros: [10, 97]))).count == 970)
  }

  // MARK: In layers and models

  @Test func aLayerIsTheSameLaidOut() {
    var generator = SeededGenerator(seed: 22)
    var layer = Linear(inputs: 30, outputs: 50, bias: true, using: &generator)
    layer.bias = .normal(50, using: &generator)
    let (x, before) = (Tensor.normal(4, 30, using: &generator), layer)
    layer.layOut()
    #expect(layer != before && (layer.inputs, layer.outputs) == (30, 50))
    #expect(layer(x).hasSameBits(as: before(x)))
    var again = layer
    again.layOut()
    #expect(again == layer)
    #expect(layer.parameterCount == before.parameterCount)
  }

  static func configurations() -> [TransformerConfiguration] {
    [true, false].map { isTied in
      var c = TransformerConfiguration()
      (c.layers, c.width, c.queryHeads, c.kvHeads) = (2, 48, 6, 2)
      (c.feedForwardWidth, c.vocabulary, c.contextLength) = (70, 100, 64)
      (c.tiesHead, c.positions) = (isTied, isTied ? .rotary() : .learned)
      return c
    }
  }

  /// A text at once, and the same one token by token; a head that is tied is read by rows too.
  @Test(arguments: [0, 1]) func aModelWritesTheSameLaidOut(index: Int) throws {
    let c = Self.configurations()[index]
    let model = try Transformer(c, seed: 3)
    let laidOut = model.laidOut()
    #expect(laidOut.configuration == model.configuration)
    #expect(laidOut.parameterCount == model.parameterCount)
    let text = [3, 99, 0, 48, 47, 50, 3]
    let expected = try model(text)
    #expect(try laidOut(text).hasSameBits(as: expected))
    #expect(try laidOut.embeddings(of: text).hasSameBits(as: model.embeddings(of: text)))
    var cache = try laidOut.makeCache(capacity: text.count)
    for (i, token) in text.enumerated() {
      let logits = try laidOut([token], cache: &cache)
      #expect(logits.hasSameBits(as: expected[rows: i..<i + 1]))
    }
  }

  /// Only matrices are laid out: gains, biases and tables that are read by rows can still be listed.
  @Test(arguments: [0, 1]) func onlyMatricesAreLaidOut(index: Int) throws {
    let laidOut = try Transformer(Self.configurations()[index], seed: 3).laidOut()
    for (name, weights) in laidOut.allWeights {
      let isMatrix = name.hasSuffix("weight")
      if case .panels = weights {
        #expect(isMatrix, "\(name)")
      } else {
        #expect(!isMatrix, "\(name)")
      }
    }
  }

  @Test func whatIsLaidOutCannotLearn() throws {
    let model = try Transformer(Self.configurations()[0], seed: 3)
    #expect(
      throws: ModelError("weights that are laid out cannot learn: train first, then lay them out")
    ) { _ = try Trainer(model.laidOut(), schedule: LearningRateSchedule(constant: 1)) }
  }
}
