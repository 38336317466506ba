import Testing

@testable import Mini

@Suite struct MatrixProductTests {
  /// `[m, k, n]` on both sides of every tile and block of the kernels: 8 and 32 for the tile, 16
  /// for a vector, 96 and 256 for the blocks, 2048 for the widest panel; for a
  /// few rows 512 and 4096 columns for the strips.
  static let shapes = [
    [0, 3, 4], [3, 0, 4], [3, 4, 0], [12, 0, 5], [1, 1, 1], [1, 17, 1], [1, 3, 129], [3, 17, 33],
    [7, 129, 577], [8, 8, 32], [8, 16, 16], [9, 257, 31], [17, 1, 17], [17, 256, 64],
    [64, 64, 64], [96, 300, 40], [97, 513, 33], [129, 129, 129], [577, 17, 3], [3, 577, 130],
    [9, 20, 2081], [33, 40, 577], [1, 13, 31], [2, 13, 32], [5, 35, 47], [1, 9, 4400],
    [3, 11, 1100],
  ]

  /// k roundings of one chain, each at most half a unit in the last place of what was summed so
  /// far, which the sum of magnitudes bounds.
  func expectClose(_ c: Tensor, _ reference: Naive.Sums, inner: Int) {
    for (index, value) in c.scalars.enumerated() {
      let bound = Double(inner + 1) * 0x1p-24 * reference.magnitudes[index]
      #expect(abs(Double(value) - reference.values[index]) <= bound)
    }
  }

  @Test(arguments: shapes) func agreesWithDouble(shape: [Int]) {
    var generator = SeededGenerator(seed: 3)
    let a = Tensor.normal(shape[0], shape[1], using: &generator)
    let b = Tensor.normal(shape[1], shape[2], using: &generator)
    let reference = Naive.matmul(a, b)
    let product = matmul(a, b)
    #expect(product.shape == [shape[0], shape[2]])
    expectClose(product, reference, inner: shape[1])
    #expect(matmul(a, transposed: b.transposed).hasSameBits(as: product))
  }

  /// The chain that the documentation promises, written as a loop.
  @Test(arguments: shapes) func everyElementIsOneChain(shape: [Int]) {
    var generator = SeededGenerator(seed: 4)
    let (m, k, n) = (shape[0], shape[1], shape[2])
    let a = Tensor.normal(m, k, using: &generator)
    let b = Tensor.normal(k, n, using: &generator)
    var chains = [Float](repeating: 0, count: m * n)
    for i in 0..<m {
      for p in 0..<k {
        for j in 0..<n {
          chains[i * n + j].addProduct(a.scalars[i * k + p], b.scalars[p * n + j])
        }
      }
    }
    #expect(matmul(a, b).hasSameBits(as: Tensor(shape: [m, n], scalars: chains)))
  }

  @Test(arguments: [1, 2, 3, 5, 8, 13]) func aRowDoesNotDependOnTheOthers(rows: Int) {
    var generator = SeededGenerator(seed: 5)
    let a = Tensor.normal(40, 577, using: &generator)
    let b = Tensor.normal(577, 129, using: &generator)
    let whole = matmul(a, b)
    for first in stride(from: 0, to: 40, by: rows) {
      let range = first..<min(first + rows, 40)
      #expect(matmul(a[rows: range], b).hasSameBits(as: whole[rows: range]))
      #expect(
        matmul(a[rows: range], transposed: b.transposed).hasSameBits(as: whole[rows: range]))
    }
  }

  static let threadedShapes = [
    [1, 577, 1300], [5, 300, 700], [130, 256, 140], [300, 129, 65], [9, 999, 999],
  ]

  @Test(arguments: threadedShapes) func threadsChangeNothing(shape: [Int]) {
    var generator = SeededGenerator(seed: 6)
    let a = Tensor.normal(shape[0], shape[1], using: &generator)
    let b = Tensor.normal(shape[1], shape[2], using: &generator)
    let bTransposed = b.transposed
    let alone = withThreads(1) { matmul(a, b) }
    for count in [2, 3, 7] {
      #expect(withThreads(count) { matmul(a, b) }.hasSameBits(as: alone))
      #expect(withThreads(count) { matmul(a, transposed: bTransposed) }.hasSameBits(as: alone))
    }
  }

  @Test func theIdentityChangesNothing() {
    var generator = SeededGenerator(seed: 7)
    let a = Tensor.normal(19, 45, using: &generator)
    #expect(matmul(a, Tensor(identity: 45)) == a)
    #expect(matmul(Tensor(identity: 19), a) == a)
    #expect(matmul(a, transposed: Tensor(identity: 45)) == a)
  }

  /// An infinity or NaN reaches exactly the elements that it reaches in the formula: the padding of
  /// a tile must not carry it elsewhere, and no product is skipped because a factor is zero.
  @Test(arguments: [1, 5, 9, 33]) func infinitiesAndNaNGoWhereTheFormulaSendsThem(rows: Int) {
    for special: Float in [.infinity, -.infinity, .nan] {
      for position in [0, 20, 36] {
        var a = Tensor(repeating: 1, shape: [rows, 37])
        var b = Tensor(repeating: 0.5, shape: [37, 35])
        a[rows - 1, position] = special
        for j in 0..<35 where j % 3 == 0 { b[position, j] = 0 }
        b[3, 34] = special
        let reference = Naive.matmul(a, b).values
        for product in [matmul(a, b), matmul(a, transposed: b.transposed)] {
          for (value, expected) in zip(product.scalars, reference) {
            #expect(value.isNaN ? expected.isNaN : Double(value) == expected)
          }
        }
      }
    }
  }

  // MARK: Gradients

  /// A product that is added begins its chains with what is there, whichever operand is transposed.
  @Test(arguments: shapes) func whatIsAddedContinuesTheChains(shape: [Int]) {
    var generator = SeededGenerator(seed: 8)
    let (m, k, n) = (shape[0], shape[1], shape[2])
    let a = Tensor.normal(m, k, using: &generator)
    let b = Tensor.normal(k, n, using: &generator)
    let start = Tensor.normal(m, n, using: &generator)
    var chains = start
    for i in 0..<m {
      for p in 0..<k {
        for j in 0..<n {
          chains.scalars[i * n + j].addProduct(a.scalars[i * k + p], b.scalars[p * n + j])
        }
      }
    }
    for threads in [1, 2, 3] {
      withThreads(threads) {
        var (left, right) = (start, start)
        matmul(transposed: a.transposed, b, addingTo: &left)
        matmul(a, transposed: b.transposed, addingTo: &right)
        #expect(left.hasSameBits(as: chains))
        #expect(right.hasSameBits(as: chains))
        matmul(a, transposed: b.transposed, into: &right)
        #expect(right.hasSameBits(as: matmul(a, b)))
      }
    }
  }

  /// The gradient of a weight from parts of a batch, one after the other, is that of the whole.
  @Test(arguments: [1, 7, 64, 300]) func gradientsOfPartsAddUpToTheBitsOfTheWhole(part: Int) {
    var generator = SeededGenerator(seed: 9)
    let x = Tensor.normal(577, 40, using: &generator)
    let dy = Tensor.normal(577, 33, using: &generator)
    var whole = Tensor(zeros: [40, 33])
    matmul(transposed: x, dy, addingTo: &whole)
    var parts = Tensor(zeros: [40, 33])
    for first in stride(from: 0, to: 577, by: part) {
      let rows = first..<min(first + part, 577)
      matmul(transposed: x[rows: rows], dy[rows: rows], addingTo: &parts)
    }
    #expect(parts.hasSameBits(as: whole))
  }
}
