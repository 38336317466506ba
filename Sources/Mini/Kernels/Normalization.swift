extension Tensor {
  /// Memory for a result: whoever asks for it must write every element before reading one.
  init(unwritten shape: [Int]) {
    self.init(shape: shape) { _ in }
  }

  /// Writes `x · inverse ⊙ gain` for each row x, where `inverse` is found in that row.
  ///
  /// A row is read from memory once and written once: the later passes find it in the cache. Rows
  /// come in pairs: what one waits for at the end of its sums, the other fills, and a gain that is
  /// loaded serves both. One thread computes a row whole, and no row depends on another.
  func normalizeRows(into result: inout Tensor, gain: Tensor, _ inverse: (RowView) -> Double) {
    precondition(gain.shape == [width], "a gain \(gain.shape) does not fit rows of \(shape)")
    gain.withScalars { gain in
      mapPairs(into: &result) { row, next, y in
        let first = inverse(row)
        guard let next else { return scale(row, by: first, gain: gain, into: y) }
        let second = inverse(next)
        if comfortable.contains(first) && comfortable.contains(second) {
          scale(row, by: Float(first), next, by: Float(second), gain: gain, into: y)
        } else {
          scale(row, by: first, gain: gain, into: y)
          scale(next, by: second, gain: gain, into: y + row.count)
        }
      }
    }
  }

  /// Writes `(x − mean) · inverse ⊙ gain + bias` for each row x, where `mean` and `inverse` are
  /// found in that row.
  func normalizeRows(
    into result: inout Tensor, gain: Tensor, bias: Tensor,
    _ statistics: (RowView) -> (mean: Double, inverse: Double)
  ) {
    precondition(
      gain.shape == [width] && bias.shape == [width],
      "a gain \(gain.shape) and a bias \(bias.shape) do not fit rows of \(shape)")
    gain.withScalars { gain in
      bias.withScalars { bias in
        mapPairs(into: &result) { row, next, y in
          let first = Centering(statistics(row))
          guard let next else { return center(row, first, gain: gain, bias: bias, into: y) }
          let second = Centering(statistics(next))
          if first.isComfortable && second.isComfortable {
            center(row, first, next, second, gain: gain, bias: bias, into: y)
          } else {
            center(row, first, gain: gain, bias: bias, into: y)
            center(next, second, gain: gain, bias: bias, into: y + row.count)
          }
        }
      }
    }
  }

  /// One number for each row: shape `shape.dropLast()`, so `[rows]` for a matrix.
  func summarizeRows(_ summary: (RowView) -> Double) -> Tensor {
    precondition(rank >= 1, "a scalar has no rows")
    return Tensor(shape: Array(shape.dropLast())) { out in
      forEachRow { i, row in (out + i).initialize(to: Float(summary(row))) }
    }
  }

  /// Calls `map(row, next, y)` with rows that are neighbours, and the place of the first result;
  /// the last row of an odd number has no next.
  private func mapPairs(
    into result: inout Tensor, _ map: (RowView, RowView?, UnsafeMutablePointer<Float>) -> Void
  ) {
    precondition(result.shape == shape, "\(shape) does not go into \(result.shape)")
    let width = width
    result.scalars.withUnsafeMutableBufferPointer { buffer in
      guard let y = buffer.baseAddress else { return }
      withScalars { x in
        Threads.split(rowCount, costOfOne: costOfElement * width) { rows in
          for i in stride(from: rows.lowerBound, to: rows.upperBound, by: 2) {
            let row = RowView(start: x + i * width, count: width)
            let next = RowView(start: row.start + width, count: width)
            map(row, i + 1 < rows.upperBound ? next : nil, y + i * width)
          }
        }
      }
    }
  }

  private func forEachRow(_ body: (Int, RowView) -> Void) {
    let width = width
    withScalars { x in
      Threads.split(rowCount, costOfOne: costOfElement * width) { rows in
        for i in rows { body(i, RowView(start: x + i * width, count: width)) }
      }
    }
  }
}

/// Reading and writing an element costs about as much time as two multiply–adds.
private let costOfElement = 2

/// With a factor in this range the elements of a row are computed in `Float`: no deviation and no
/// product leaves its range. Other rows are computed in `Double`, which is a little slower: those of
/// a spread below 1e-30 or above 1e30, and those that hold an infinity or a NaN.
private let comfortable = 0x1p-100...0x1p100

/// y = x · inverse ⊙ gain
private func scale(
  _ row: RowView, by inverse: Double, gain: UnsafePointer<Float>,
  into y: UnsafeMutablePointer<Float>
) {
  let (x, count) = (row.start, row.count)
  guard comfortable.contains(inverse) else {
    for j in 0..<count { y[j] = Float(Double(x[j]) * inverse) * gain[j] }
    return
  }
  let factor = Float(inverse)
  let whole = count & ~15
  for j in stride(from: 0, to: whole, by: 16) {
    store(sixteen(x + j) * factor * sixteen(gain + j), to: y + j)
  }
  for j in whole..<count { y[j] = x[j] * factor * gain[j] }
}

/// The same for two comfortable rows, whose results are neighbours.
private func scale(
  _ row: RowView, by factor: Float, _ next: RowView, by nextFactor: Float,
  gain: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>
) {
  let (x, z, count) = (row.start, next.start, row.count)
  let whole = count & ~15
  for j in stride(from: 0, to: whole, by: 16) {
    let gain = sixteen(gain + j)
    store(sixteen(x + j) * factor * gain, to: y + j)
    store(sixteen(z + j) * nextFactor * gain, to: y + count + j)
  }
  for j in whole..<count {
    y[j] = x[j] * factor * gain[j]
    y[count + j] = z[j] * nextFactor * gain[j]
  }
}

/// What centering and scaling one row needs.
///
/// The mean is subtracted in two parts, as `Float` rounds it and what that leaves over: around
/// 100 000 the neighbours of a `Float` are 0.008 apart, which would be seen in every element.
private struct Centering {
  let mean: Double
  let inverse: Double
  let rounded: Float
  let rest: Float
  let factor: Float

  init(_ statistics: (mean: Double, inverse: Double)) {
    (mean, inverse) = statistics
    rounded = Float(mean)
    rest = Float(mean - Double(rounded))
    factor = Float(inverse)
  }

  var isComfortable: Bool { comfortable.contains(inverse) }

  @inline(__always)
  func callAsFunction(_ x: SIMD16<Float>) -> SIMD16<Float> { (x - rounded - rest) * factor }

  @inline(__always)
  func callAsFunction(_ x: Float) -> Float { (x - rounded - rest) * factor }
}

/// y = (x − mean) · inverse ⊙ gain + bias
private func center(
  _ row: RowView, _ centering: Centering, gain: UnsafePointer<Float>, bias: UnsafePointer<Float>,
  into y: UnsafeMutablePointer<Float>
) {
  let (x, count) = (row.start, row.count)
  guard centering.isComfortable else {
    for j in 0..<count {
      let normalized = (Double(x[j]) - centering.mean) * centering.inverse
      y[j] = bias[j].addingProduct(Float(normalized), gain[j])
    }
    return
  }
  let whole = count & ~15
  for j in stride(from: 0, to: whole, by: 16) {
    let normalized = centering(sixteen(x + j))
    store(sixteen(bias + j).addingProduct(normalized, sixteen(gain + j)), to: y + j)
  }
  for j in whole..<count { y[j] = bias[j].addingProduct(centering(x[j]), gain[j]) }
}

/// The same for two comfortable rows, whose results are neighbours.
private func center(
  _ row: RowView, _ centering: Centering, _ next: RowView, _ nextCentering: Centering,
  gain: UnsafePointer<Float>, bias: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>
) {
  let (x, z, count) = (row.start, next.start, row.count)
  let whole = count & ~15
  for j in stride(from: 0, to: whole, by: 16) {
    let (gain, bias) = (sixteen(gain + j), sixteen(bias + j))
    store(bias.addingProduct(centering(sixteen(x + j)), gain), to: y + j)
    store(bias.addingProduct(nextCentering(sixteen(z + j)), gain), to: y + count + j)
  }
  for j in whole..<count {
    y[j] = bias[j].addingProduct(centering(x[j]), gain[j])
    y[count + j] = bias[j].addingProduct(nextCentering(z[j]), gain[j])
  }
}

@inline(__always)
private func sixteen(_ x: UnsafePointer<Float>) -> SIMD16<Float> {
  UnsafeRawPointer(x).loadUnaligned(as: SIMD16<Float>.self)
}

@inline(__always)
private func store(_ values: SIMD16<Float>, to y: UnsafeMutablePointer<Float>) {
  UnsafeMutableRawPointer(y).storeBytes(of: values, as: SIMD16<Float>.self)
}
