import Mini
import Testing

@Suite struct CopyTests {
  @Test func copiesEveryElement() {
    var random = SeededGenerator(seed: 1)
    for shape in [[3, 5], [1000, 1024], [2, 3, 4], [0, 4]] {
      let x = Tensor.uniform(shape.reduce(1, *), using: &random).reshaped(to: shape)
      var y = Tensor(zeros: shape)
      x.copy(into: &y)
      #expect(y == x)
    }
  }

  @Test func leavesTheSourceAlone() {
    let x = Tensor([[1, 2], [3, 4]])
    var y = x
    Tensor([[5, 6], [7, 8]]).copy(into: &y)
    #expect(x == Tensor([[1, 2], [3, 4]]))
    #expect(y == Tensor([[5, 6], [7, 8]]))
  }
}
