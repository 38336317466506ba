import Mini
import Testing

@testable import RMSNormExperiments

@Suite struct RecenteringTests {
  @Test func rowsAndColumnsGetMeanZero() {
    let x = Tensor([[1, 2, 6], [0, -1, 4]])
    #expect(x.recenteredRows == Tensor([[-2, -1, 3], [-1, -2, 3]]))
    #expect(Tensor([1, 3]).recenteredRows == Tensor([-1, 1]))
  }

  /// W (I − 11ᵀ/d) gives the deviations of the outputs of W: then LayerNorm is RMSNorm.
  @Test func aRecenteredProjectionTurnsLayerNormIntoRMSNorm() {
    var generator = SeededGenerator(seed: 1)
    let x = Tensor.normal(4, 32, using: &generator)
    let weight = Tensor.normal(32, 24, using: &generator)
    let layer = LayerNorm(dimensions: 24)(matmul(x, weight))
    let recentered = matmul(x, weight.recenteredRows)
    #expect(recentered.rowMeans.largestMagnitude < 1e-6)
    #expect(RMSNorm(dimensions: 24)(recentered).largestDifference(from: layer) < 2e-6)
  }
}
