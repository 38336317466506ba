import Foundation
import Testing

@testable import Mini

@Suite struct FeedForwardTests {
  @Test func agreesWithDouble() {
    var generator = SeededGenerator(seed: 71)
    let layer = FeedForward(width: 24, hidden: 40, using: &generator)
    let x = Tensor.normal(5, 24, using: &generator)
    let y = layer(x)
    for t in 0..<5 {
      let hidden = (0..<40).map { h in
        var (gate, up) = (0.0, 0.0)
        for i in 0..<24 {
          gate += Double(x[t, i]) * Double(layer.gate.weight[i, h])
          up += Double(x[t, i]) * Double(layer.up.weight[i, h])
        }
        return gate / (1 + exp(-gate)) * up
      }
      for j in 0..<24 {
        let expected = (0..<40).reduce(0) { $0 + hidden[$1] * Double(layer.down.weight[$1, j]) }
        // Sums of 24 and 40 terms of magnitude 1, each rounded to 24 bits.
        #expect(abs(Double(y[t, j]) - expected) < 3e-6)
      }
    }
  }

  @Test func countsThreeMatrices() {
    var generator = SeededGenerator(seed: 72)
    let layer = FeedForward(width: 6, hidden: 10, using: &generator)
    let counter = OperationCounter()
    _ = counter.counting { layer(Tensor(zeros: [7, 6])) }
    #expect(counter.multiplyAdds(.feedForward) == 7 * 3 * 6 * 10)
  }
}
