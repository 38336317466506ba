import Mini
import Testing

@testable import RMSNormExperiments

@Suite struct WeightNormTests {
  @Test func weightVectorsGetTheLengthOfTheGain() {
    var generator = SeededGenerator(seed: 1)
    let weight = Tensor.normal(3, 17, deviation: 2, using: &generator)
    var norm = WeightNorm(dimensions: 3)
    norm.gain = Tensor([1, 2, 0.5])
    #expect(norm(weight).rowNorms.largestDifference(from: Tensor([1, 2, 0.5])) < 3e-7)
    #expect(norm(Tensor([[0, 0], [3, 4], [1, 0]]))[1, 1] == 1.6)
  }

  @Test func summedInputsAreThoseOfTheNormalisedWeights() {
    var generator = SeededGenerator(seed: 2)
    let x = Tensor.normal(6, 48, using: &generator)
    let weight = Tensor.normal(5, 48, using: &generator)
    let norm = WeightNorm(dimensions: 5)
    let direct = norm(matmul(x, transposed: weight), weight: weight)
    #expect(direct.largestDifference(from: matmul(x, transposed: norm(weight))) < 1e-6)
  }

  @Test func extremeWeightsKeepTheirDirection() {
    let norm = WeightNorm(dimensions: 2)
    let y = norm(Tensor([[3e-30, 4e-30], [3e30, 4e30]]))
    #expect(y.largestDifference(from: Tensor([[0.6, 0.8], [0.6, 0.8]])) < 1e-7)
    #expect(norm(Tensor([[0, 0], [1, 0]]))[0, 0].isNaN)
  }
}
