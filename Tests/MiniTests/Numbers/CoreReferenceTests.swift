import Foundation
import Testing

@testable import Mini

/// The same numbers as an independent implementation in NumPy; see Reference/core.py.
@Suite struct CoreReferenceTests {
  /// sin(a + b · index), rounded to a Float; the script computes the same.
  func wave(_ shape: [Int], _ a: Double, _ b: Double) -> Tensor {
    Tensor(
      shape: shape, scalars: (0..<shape.reduce(1, *)).map { Float(sin(a + b * Double($0))) })
  }

  /// All values here are below 4 in magnitude, and their sums have fewer than 20 terms.
  func expectClose(_ result: Tensor, _ reference: [Float]) {
    #expect(result.count == reference.count)
    #expect(
      result.largestDifference(from: Tensor(shape: result.shape, scalars: reference)) <= 2e-6)
  }

  @Test func matmulAgreesWithNumPy() {
    let (a, b) = (wave([3, 19], 0.1, 0.7), wave([19, 5], 0.2, 1.3))
    expectClose(matmul(a, b), CoreReference.matmul)
    expectClose(matmul(a, transposed: b.transposed), CoreReference.matmul)
  }

  @Test func softmaxAgreesWithNumPy() {
    expectClose(softmax(8 * wave([2, 9], 0.5, 2.1)), CoreReference.softmax)
  }

  @Test func attentionAgreesWithNumPy() {
    let queries = wave([6, 3, 8], 0.3, 0.9)
    let (keys, values) = (wave([2, 5, 8], 0.4, 1.1), wave([2, 5, 8], 0.6, 0.8))
    func result(_ mask: AttentionMask, _ bias: ALiBi?) -> Tensor {
      attention(queries: queries, keys: keys, values: values, mask: mask, bias: bias)
    }
    expectClose(result(.none, nil), CoreReference.attention)
    expectClose(result(.causal, nil), CoreReference.causalAttention)
    expectClose(result(.causal, ALiBi(heads: 6)), CoreReference.alibiAttention)
  }

  @Test func slopesAgreeWithTheReleasedRule() {
    #expect(ALiBi(heads: 12).slopes == CoreReference.alibiSlopes12)
  }
}
