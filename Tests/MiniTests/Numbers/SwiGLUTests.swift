import Foundation
import Testing

@testable import Mini

@Suite struct SwiGLUTests {
  /// Around the vectors of sixteen, and enough for several threads.
  static let shapes = [[1, 1], [3, 5], [2, 16], [7, 33], [300, 160]]

  @Test(arguments: shapes) func hasTheBitsOfSiluAndAProduct(shape: [Int]) {
    var generator = SeededGenerator(seed: 1)
    let gate = Tensor.normal(shape[0], shape[1], deviation: 20, using: &generator)
    let up = Tensor.normal(shape[0], shape[1], using: &generator)
    for threads in [1, 2, 3] {
      var hidden = Tensor(repeating: .nan, shape: shape)
      withThreads(threads) { swiGLU(gate: gate, up: up, into: &hidden) }
      #expect(hidden.hasSameBits(as: silu(gate) * up))
    }
  }

  @Test(arguments: shapes.dropLast()) func agreesWithCentralDifferencesAtEveryIndex(shape: [Int]) {
    var generator = SeededGenerator(seed: 2)
    let gate = Tensor.normal(shape[0], shape[1], deviation: 3, using: &generator)
    let up = Tensor.normal(shape[0], shape[1], using: &generator)
    let gradient = Tensor.normal(shape[0], shape[1], using: &generator)
    func loss(_ gate: [Double], _ up: [Double]) -> Double {
      zip(zip(gate, up), gradient.scalars).reduce(0) { sum, each in
        let ((gate, up), d) = each
        return sum + gate / (1 + exp(-gate)) * up * Double(d)
      }
    }
    let (g, u) = (gate.scalars.map(Double.init), up.scalars.map(Double.init))
    var (toGate, toUp) = (Tensor(repeating: .nan, shape: shape), Tensor(zeros: shape))
    swiGLUBackward(gradient, gate: gate, up: up, into: &toGate, &toUp)
    #expect(toGate.distance(to: centralDifferences(at: g, step: 1e-5) { loss($0, u) }) < 2e-6)
    #expect(toUp.distance(to: centralDifferences(at: u, step: 1e-5) { loss(g, $0) }) < 2e-6)
  }

  @Test func farFromZeroTheSlopesAreThoseOfALineAndOfNothing() {
    let gate = Tensor([100, -100, 0, 88, -90])
    let one = Tensor(repeating: 1, shape: [5])
    var (toGate, toUp) = (one, one)
    swiGLUBackward(one, gate: gate, up: one, into: &toGate, &toUp)
    #expect(toGate == Tensor([1, 0, 0.5, 1, 0]))
    #expect(toUp == Tensor([100, 0, 0, 88, 0]))
  }

  @Test func threadsChangeNothing() {
    var generator = SeededGenerator(seed: 3)
    let tensors = (0..<3).map { _ in Tensor.normal(301, 161, using: &generator) }
    func gradients() -> (Tensor, Tensor) {
      var (toGate, toUp) = (tensors[0], tensors[0])
      swiGLUBackward(tensors[0], gate: tensors[1], up: tensors[2], into: &toGate, &toUp)
      return (toGate, toUp)
    }
    let alone = withThreads(1) { gradients() }
    for threads in [2, 3] {
      let several = withThreads(threads) { gradients() }
      #expect(several.0.hasSameBits(as: alone.0) && several.1.hasSameBits(as: alone.1))
    }
  }
}
