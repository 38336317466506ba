import Base
import Lanes

/// Cross-entropy and its gradient, row by row.
enum CrossEntropyRow {
  /// Writes the loss of each row, and the gradient in place of its logits; rows spread over threads.
  static func apply(
    to logits: inout Tensor, targets: [Int], factor: Float, losses: inout Tensor
  ) {
    let (rows, width) = (logits.shape[0], logits.width)
    logits.withMutableScalars { logits in
      losses.withMutableScalars { losses in
        Threads.split(rows, costOfOne: 10 * width + 50) { range in
          for i in range {
            losses[i] = apply(logits + i * width, count: width, targets[i], factor: factor)
          }
        }
      }
    }
  }

  /// log Σ exp(xⱼ) − x[target], and (softmax(x)ⱼ − [j = target]) · factor in place of x.
  private static func apply(
    _ x: UnsafeMutablePointer<Float>, count: Int, _ target: Int, factor: Float
  ) -> Float {
    let (maximum, answer) = (Row.maximum(x, count: count), x[target])
    let sum = exponentials(x, count: count, minus: maximum)
    // All terms are 2⁴⁰ times as large as they should be, and so is their sum.
    let loss = Double.log(Double(sum) * 0x1p-40) + (Double(maximum) - Double(answer))
    scale(x, count: count, by: factor / sum)
    x[target] -= factor
    // No loss is below 0 but by rounding; a NaN stays one.
    return loss < 0 ? 0 : Float(loss)
  }
}

/// Writes 2⁴⁰ exp(xⱼ − maximum) and adds it up, element j in lane j mod 16 as in ``Row``.
@inline(never)
private func exponentials(
  _ x: UnsafeMutablePointer<Float>, count: Int, minus maximum: Float
) -> Float {
  var sums = Lanes()
  let whole = count & ~15
  for j in stride(from: 0, to: whole, by: 16) {
    let terms = raisedExponential(Lanes(at: x + j) - maximum)
    terms.store(to: x + j)
    sums += terms
  }
  let rest = count - whole
  if rest > 0 {
    let terms = raisedExponential(Lanes(first: rest, at: x + whole) - maximum)
    terms.store(first: rest, to: x + whole)
    for lane in 0..<rest { sums[lane] += terms[lane] }
  }
  return sums.folded
}

private func scale(_ x: UnsafeMutablePointer<Float>, count: Int, by factor: Float) {
  for j in 0..<count { x[j] *= factor }
}
