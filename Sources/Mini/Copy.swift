extension Tensor {
  /// Copies all elements into the memory of `result`, which has the same shape.
  ///
  /// Nobody needs it to work with tensors: `let b = a` is a copy and costs nothing. But it reads
  /// every element once, writes it once and does nothing else, so its time is what the time of every
  /// other element-wise kernel can be measured against. The rows are shared among the threads.
  public func copy(into result: inout Tensor) {
    precondition(result.shape == shape, "\(shape) does not go into \(result.shape)")
    let width = width
    result.scalars.withUnsafeMutableBufferPointer { buffer in
      guard let y = buffer.baseAddress else { return }
      withScalars { x in
        Threads.split(rowCount, costOfOne: 2 * width) { rows in
          (y + rows.lowerBound * width).update(
            from: x + rows.lowerBound * width, count: rows.count * width)
        }
      }
    }
  }
}
