import Testing

@testable import Mini

@Suite struct LinearTests {
  @Test func multipliesByItsWeight() {
    var generator = SeededGenerator(seed: 61)
    let layer = Linear(inputs: 30, outputs: 50, using: &generator)
    let x = Tensor.normal(4, 30, using: &generator)
    #expect(layer.inputs == 30 && layer.outputs == 50)
    #expect(layer(x) == matmul(x, layer.weight))
    #expect(layer(x) == matmul(x, transposed: layer.weight.transposed))
  }

  @Test func aBiasIsAddedToEveryRow() {
    var generator = SeededGenerator(seed: 64)
    var layer = Linear(inputs: 30, outputs: 50, bias: true, using: &generator)
    let x = Tensor.normal(4, 30, using: &generator)
    #expect(layer(x) == matmul(x, layer.weight))
    layer.bias = .normal(50, using: &generator)
    #expect(layer(x) == matmul(x, layer.weight).addingToRows(layer.bias!))
    #expect(layer.parameterCount == 30 * 50 + 50)
    var names: [String] = []
    layer.forEachParameter("query.") { name, _ in names.append(name) }
    #expect(names == ["query.weight", "query.bias"])
  }

  /// Rows with mean square 1 come out with the square of the gain.
  @Test(arguments: [1, 0.25]) func freshWeightsKeepTheMagnitude(gain: Double) {
    var generator = SeededGenerator(seed: 62)
    let layer = Linear(inputs: 400, outputs: 500, gain: gain, using: &generator)
    let y = layer(.normal(20, 400, using: &generator))
    #expect(abs(Double(y.rootMeanSquare) / gain - 1) < 0.05)
  }

  @Test func countsWhatItMultiplies() {
    var generator = SeededGenerator(seed: 63)
    let layer = Linear(inputs: 3, outputs: 5, using: &generator)
    let counter = OperationCounter()
    var (four, one) = (Tensor(zeros: [4, 5]), Tensor(zeros: [1, 5]))
    counter.counting {
      layer(Tensor(zeros: [4, 3]), into: &four, as: .keys)
      layer(Tensor(zeros: [1, 3]), into: &one, as: .keys)
      _ = layer(Tensor(zeros: [1, 3]))
    }
    layer(Tensor(zeros: [1, 3]), into: &one, as: .keys)
    #expect(counter.multiplyAdds(.keys) == 5 * 15 && counter.tokens(.keys) == 5)
    #expect(counter.linearMultiplyAdds == 75)
  }
}
