import Base
import Lanes

/// The way back through a norm, the same for all of them.
///
/// A norm computes y = x̂ ⊙ gain + bias with x̂ = (x − mean) · inverse, where mean and inverse come from
/// the row itself. With ∂y for the gradient of a loss with respect to y, and u = ∂y ⊙ gain,
///
///     ∂x    += (u − mean(u) − x̂ · Σ uⱼ x̂ⱼ / length) · inverse
///     ∂gain += Σ ∂y ⊙ x̂      ∂bias += Σ ∂y       over the rows
///
/// The first term that is taken away comes from the mean, and is absent where nothing is subtracted;
/// the second comes from the inverse, and stays with the `length` elements whose squares are in it.
struct NormalizationGradient {
  /// Whether the mean was subtracted.
  let isCentered: Bool
  /// How many elements of a row the inverse depends on.
  let length: Int
  /// Mean and inverse of a row, found as on the way forward.
  let statistics: (RowView) -> (mean: Double, inverse: Double)

  /// Adds ∂x to `dx`, ∂gain to `dGain` and ∂bias to `dBias`.
  func add(
    _ dy: Tensor, x: Tensor, gain: Tensor, to dx: inout Tensor, _ dGain: inout Tensor,
    bias dBias: inout Tensor
  ) {
    require(
      dBias.shape == [x.width],
      "a gradient \(dBias.shape) of the bias does not fit the input \(x.shape)")
    dBias.withMutableScalars { add(dy, x: x, gain: gain, to: &dx, &dGain, $0) }
  }

  /// Adds ∂x to `dx` and ∂gain to `dGain`, and ∂bias to `dBias`, if there is one.
  ///
  /// Rows are split among threads for ∂x, and features for ∂gain and ∂bias: there each element is one
  /// chain over the rows in their order.
  func add(
    _ dy: Tensor, x: Tensor, gain: Tensor, to dx: inout Tensor, _ dGain: inout Tensor,
    _ dBias: UnsafeMutablePointer<Float>? = nil
  ) {
    require(
      x.shape == dy.shape && dx.shape == x.shape && gain.shape == [x.width]
        && dGain.shape == gain.shape,
      "gradients \(dy.shape) and \(dx.shape), a gain \(gain.shape) and its gradient "
        + "\(dGain.shape) do not fit the input \(x.shape)")
    guard x.count > 0 else { return }
    let (count, width) = (x.rowCount, x.width)
    Scratch.with(count: 4 * count) { scratch in
      let rows = UnsafeMutableRawPointer(scratch)
        .bindMemory(to: (mean: Double, inverse: Double).self, capacity: count)
      x.withScalars { x in
        dy.withScalars { dy in
          dx.withMutableScalars { dx in
            gain.withScalars { gain in
              Threads.split(count, costOfOne: 8 * width) { range in
                for i in range {
                  let at = i * width
                  let row = RowView(start: x + at, count: width)
                  rows[i] = statistics(row)
                  addToRow(dx + at, Normalized(row, rows[i]), dy + at, gain, width)
                }
              }
            }
          }
          dGain.withMutableScalars { dGain in
            Threads.splitElements(width, costOfOne: 2 * count) { features in
              for i in 0..<count {
                let row = Normalized(RowView(start: x + i * width, count: width), rows[i])
                addToFeatures(features, dGain, dBias, row, dy + i * width)
              }
            }
          }
        }
      }
    }
  }

  private func addToRow(
    _ dx: UnsafeMutablePointer<Float>, _ x: Normalized, _ dy: UnsafePointer<Float>,
    _ gain: UnsafePointer<Float>, _ width: Int
  ) {
    let sums = sums(x, dy, gain, width)
    let along = sums.along / Double(length)
    let mean = isCentered ? sums.whole / Double(width) : 0
    addToElements(dx, x, dy, gain, mean: mean, along: along, 0..<length)
    addToElements(dx, x, dy, gain, mean: mean, along: 0, length..<width)
  }
}

/// x̂ of one row, with the two parts of a mean that ``Tensor/normalizeRows(into:gain:bias:_:)`` takes.
private struct Normalized {
  let x: UnsafePointer<Float>
  let mean: Double
  let inverse: Double
  let rounded: Float
  let rest: Float
  let factor: Float

  init(_ row: RowView, _ statistics: (mean: Double, inverse: Double)) {
    x = row.start
    (mean, inverse) = statistics
    rounded = Float(mean)
    rest = Float(mean - Double(rounded))
    factor = Float(inverse)
  }

  /// Whether a row may be computed in `Float`; others are in `Double`.
  @inline(__always)
  var isComfortable: Bool { 0x1p-100 <= inverse && inverse <= 0x1p100 }

  @inline(__always)
  func sixteen(_ j: Int) -> Lanes { (Lanes(at: x + j) - rounded - rest) * factor }

  @inline(__always)
  subscript(j: Int) -> Float {
    isComfortable
      ? (x[j] - rounded - rest) * factor : Float((Double(x[j]) - mean) * inverse)
  }
}

/// Σ uⱼ and Σ uⱼ x̂ⱼ, element j in lane j mod 16.
@inline(never)
private func sums(
  _ x: Normalized, _ dy: UnsafePointer<Float>, _ gain: UnsafePointer<Float>, _ width: Int
) -> (whole: Double, along: Double) {
  var (whole, along) = (DoubleLanes(), DoubleLanes())
  let end = x.isComfortable ? width & ~15 : 0
  for j in stride(from: 0, to: end, by: 16) {
    let u = DoubleLanes(Lanes(at: dy + j) * Lanes(at: gain + j))
    whole += u
    along.addProduct(u, DoubleLanes(x.sixteen(j)))
  }
  for j in end..<width {
    let u = Double(dy[j] * gain[j])
    whole[j & 15] += u
    along[j & 15].addProduct(u, Double(x[j]))
  }
  return (fold(whole), fold(along))
}

/// ∂x of the elements `range` of a row.
@inline(never)
private func addToElements(
  _ dx: UnsafeMutablePointer<Float>, _ x: Normalized, _ dy: UnsafePointer<Float>,
  _ gain: UnsafePointer<Float>, mean: Double, along: Double, _ range: Range<Int>
) {
  var j = range.lowerBound
  if x.isComfortable {
    let (mean, along) = (Lanes(repeating: Float(mean)), Lanes(repeating: -Float(along)))
    let factor = Lanes(repeating: x.factor)
    while j + 16 <= range.upperBound {
      let u = Lanes(at: dy + j) * Lanes(at: gain + j) - mean
      Lanes(at: dx + j).addingProduct(u.addingProduct(along, x.sixteen(j)), factor)
        .store(to: dx + j)
      j += 16
    }
  }
  while j < range.upperBound {
    let u = Double(dy[j] * gain[j]) - mean
    dx[j] += Float((u - along * Double(x[j])) * x.inverse)
    j += 1
  }
}

/// ∂gain and ∂bias of some features: the next link of every chain.
@inline(never)
private func addToFeatures(
  _ features: Range<Int>, _ dGain: UnsafeMutablePointer<Float>,
  _ dBias: UnsafeMutablePointer<Float>?, _ x: Normalized, _ dy: UnsafePointer<Float>
) {
  var j = features.lowerBound
  if x.isComfortable {
    while j + 16 <= features.upperBound {
      Lanes(at: dGain + j).addingProduct(Lanes(at: dy + j), x.sixteen(j)).store(to: dGain + j)
      if let dBias { (Lanes(at: dBias + j) + Lanes(at: dy + j)).store(to: dBias + j) }
      j += 16
    }
  }
  while j < features.upperBound {
    dGain[j].addProduct(dy[j], x[j])
    if let dBias { dBias[j] += dy[j] }
    j += 1
  }
}

private typealias DoubleLanes = SIMD16<Double>

/// Adds the lanes as a tree, every lane with its neighbour, as ``Row`` does.
@inline(__always)
private func fold(_ lanes: DoubleLanes) -> Double {
  let eight = lanes.evenHalf + lanes.oddHalf
  let four = eight.evenHalf + eight.oddHalf
  let two = four.evenHalf + four.oddHalf
  return two[0] + two[1]
}
