import Testing

@testable import Mini

@Suite struct RecenteringTests {
  @Test func rowsAndColumnsGetMeanZero() {
    let x = Tensor([[1, 2, 6], [0, -1, 4]])
    #expect(x.recenteredRows == Tensor([[-2, -1, 3], [-1, -2, 3]]))
    #expect(x.recenteredColumns == Tensor([[0.5, 1.5, 1], [-0.5, -1.5, -1]]))
    #expect(Tensor([1, 3]).recenteredRows == Tensor([-1, 1]))
  }

  /// (I − 11ᵀ/d) W gives the deviations of the outputs of W: then LayerNorm is RMSNorm.
  @Test func aRecenteredProjectionTurnsLayerNormIntoRMSNorm() {
    var generator = SeededGenerator(seed: 1)
    let x = Tensor.normal(4, 32, using: &generator)
    let weight = Tensor.normal(24, 32, using: &generator)
    let layer = LayerNorm(dimensions: 24)(x.summedInputs(weight))
    let recentered = x.summedInputs(weight.recenteredColumns)
    #expect(recentered.rowMeans.distance(to: [0, 0, 0, 0]) < 1e-6)
    #expect(RMSNorm(dimensions: 24)(recentered).distance(to: layer) < 2e-6)

    // The same weights stored the other way round, applied as x W.
    #expect(weight.transposed.recenteredRows.transposed == weight.recenteredColumns)
  }
}
