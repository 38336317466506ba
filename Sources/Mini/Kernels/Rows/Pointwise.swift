import Base

/// Loops over single elements, in a form that the compiler turns into vectors: one loop for each
/// operation, because a choice inside a loop would keep it scalar.
enum Pointwise {
  enum Operation {
    case add, subtract, multiply, divide
  }

  /// out[i] = a[i] ∘ b[i]
  static func apply(_ operation: Operation, _ a: Tensor, _ b: Tensor) -> Tensor {
    require(a.shape == b.shape, "the shapes \(a.shape) and \(b.shape) must be equal")
    return Tensor(shape: a.shape) { out in
      a.withScalars { a_ in b.withScalars { b_ in row(operation, a_, b_, a.count, out) } }
    }
  }

  /// a[i] = a[i] ∘ b[i]
  static func apply(_ operation: Operation, to a: inout Tensor, _ b: Tensor) {
    require(a.shape == b.shape, "the shapes \(a.shape) and \(b.shape) must be equal")
    a.withMutableScalars { a in b.withScalars { b_ in row(operation, a, b_, b.count, a) } }
  }

  /// out[i] = a[i] ∘ b
  static func apply(_ operation: Operation, _ a: Tensor, _ b: Float) -> Tensor {
    Tensor(shape: a.shape) { out in
      a.withScalars { a_ in
        switch operation {
        case .add: for i in 0..<a.count { out[i] = a_[i] + b }
        case .subtract: for i in 0..<a.count { out[i] = a_[i] - b }
        case .multiply: for i in 0..<a.count { out[i] = a_[i] * b }
        case .divide: for i in 0..<a.count { out[i] = a_[i] / b }
        }
      }
    }
  }

  /// out[i, j] = a[i, j] ∘ b[j]: the same vector meets every row.
  static func apply(_ operation: Operation, _ a: Tensor, toRows b: Tensor) -> Tensor {
    var result = Tensor(unwritten: a.shape)
    result.withMutableScalars { out in a.withScalars { apply(operation, $0, b, a.shape, out) } }
    return result
  }

  /// a[i, j] = a[i, j] ∘ b[j]
  static func apply(_ operation: Operation, to a: inout Tensor, rows b: Tensor) {
    let shape = a.shape
    a.withMutableScalars { apply(operation, $0, b, shape, $0) }
  }

  private static func apply(
    _ operation: Operation, _ a: UnsafePointer<Float>, _ b: Tensor, _ shape: [Int],
    _ out: UnsafeMutablePointer<Float>
  ) {
    require(
      b.rank == 1 && shape.last == b.count,
      "a vector \(b.shape) does not meet every row of \(shape)")
    b.withScalars { b_ in
      for i in 0..<shape.dropLast().reduce(1, *) {
        row(operation, a + i * b.count, b_, b.count, out + i * b.count)
      }
    }
  }

  /// a[text, i] = a[text, i] + codes[i], as often as `codes` goes into `a`.
  static func addToEachText(_ codes: Tensor, of a: inout Tensor) {
    require(
      a.width == codes.width && a.rowCount % codes.rowCount == 0,
      "codes \(codes.shape) do not go into texts \(a.shape)")
    let (total, count) = (a.count, codes.count)
    a.withMutableScalars { a in
      codes.withScalars { codes in
        for first in stride(from: 0, to: total, by: count) {
          row(.add, a + first, codes, count, a + first)
        }
      }
    }
  }

  /// a[j] = a[j] + Σ b[i, j], in the order of i.
  static func addRows(of b: Tensor, to a: inout Tensor) {
    require(
      a.rank == 1 && b.width == a.count, "rows of \(b.shape) do not go into a vector \(a.shape)")
    let (rows, width) = (b.rowCount, b.width)
    a.withMutableScalars { a in
      b.withScalars { b in
        for i in 0..<rows { row(.add, a, b + i * width, width, a) }
      }
    }
  }

  /// The largest |a[i] − b[i]|, 0 where both are equal; NaN if any element is NaN.
  static func largestDifference(_ a: Tensor, _ b: Tensor) -> Float {
    require(a.shape == b.shape, "the shapes \(a.shape) and \(b.shape) must be equal")
    var largest: Float = 0
    a.withScalars { a_ in
      b.withScalars { b_ in
        for i in 0..<a.count where a_[i] != b_[i] {
          let difference = abs(a_[i] - b_[i])
          // Not `max`: a NaN, once found, stays.
          if !(difference <= largest) && !largest.isNaN { largest = difference }
        }
      }
    }
    return largest
  }

  // Inlined, so that the compiler knows where `out` is `a`: it takes no vectors across two pointers
  // that might overlap.
  @inline(__always)
  private static func row(
    _ operation: Operation, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ count: Int,
    _ out: UnsafeMutablePointer<Float>
  ) {
    switch operation {
    case .add: for i in 0..<count { out[i] = a[i] + b[i] }
    case .subtract: for i in 0..<count { out[i] = a[i] - b[i] }
    case .multiply: for i in 0..<count { out[i] = a[i] * b[i] }
    case .divide: for i in 0..<count { out[i] = a[i] / b[i] }
    }
  }
}
