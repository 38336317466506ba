import Testing

@testable import Mini

@Suite struct TensorDescriptionTests {
  @Test func shapeAndNumbersAreShown() {
    #expect("\(Tensor([1, -0.5, 1e-7]))" == "Tensor [3]\n[    1,  -0.5, 1e-07]")
    #expect(
      "\(Tensor([[1.0 / 3, 2], [-30.25, .nan]]))"
        == "Tensor [2, 2]\n[[0.33333,       2],\n [ -30.25,     nan]]")
    #expect("\(Tensor(shape: [], scalars: [2.5]))" == "Tensor []\n2.5")
    #expect("\(Tensor(zeros: [0, 3]))" == "Tensor [0, 3]\n[]")
  }

  @Test func matricesStandApart() {
    let x = Tensor(shape: [2, 2, 2], scalars: (0..<8).map(Float.init))
    #expect(
      x.description == """
        Tensor [2, 2, 2]
        [[[0, 1],
          [2, 3]],

         [[4, 5],
          [6, 7]]]
        """)
  }

  /// However large a tensor is, what is printed fits on a screen.
  @Test func longAxesAreCut() {
    let x = Tensor(shape: [9, 20], scalars: (0..<180).map(Float.init))
    #expect(
      x.description == """
        Tensor [9, 20]
        [[  0,   1,   2, …,  17,  18,  19],
         [ 20,  21,  22, …,  37,  38,  39],
         [ 40,  41,  42, …,  57,  58,  59],
         …,
         [120, 121, 122, …, 137, 138, 139],
         [140, 141, 142, …, 157, 158, 159],
         [160, 161, 162, …, 177, 178, 179]]
        """)
    // A large number among those that are left out makes no column wider.
    var wide = Tensor(zeros: [100])
    wide[50] = 12_345
    #expect(wide.description == "Tensor [100]\n[0, 0, 0, …, 0, 0, 0]")
  }
}
