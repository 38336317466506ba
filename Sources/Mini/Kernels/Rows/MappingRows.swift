import Base

/// Handing a tensor to a kernel that works on one row.
extension Tensor {
  /// Applies `kernel(row, count, result)` to every row, rows spread over threads.
  ///
  /// - Parameters:
  ///   - result: the shape of the tensor
  ///   - cost: about how many multiply–adds an element costs, to judge whether a second thread is
  ///     worth waking
  func mapRows(
    into result: inout Tensor, cost: Int,
    _ kernel: (UnsafePointer<Float>, Int, UnsafeMutablePointer<Float>) -> Void
  ) {
    require(result.shape == shape, "\(shape) does not go into \(result.shape)")
    guard count > 0 else { return }
    let width = width
    result.withMutableScalars { out in
      withScalars { x in
        Threads.split(rowCount, costOfOne: cost * width) { rows in
          for i in rows { kernel(x + i * width, width, out + i * width) }
        }
      }
    }
  }

  /// Becomes these rows of `table`, `[entries, width]`, in this order: `[rows.count, width]`.
  mutating func gatherRows(_ rows: [Int], of table: Tensor) {
    require(
      shape == [rows.count, table.width],
      "\(rows.count) rows of \(table.shape) do not fill \(shape)")
    let width = width
    withMutableScalars { out in
      table.withScalars { table in
        for (i, row) in rows.enumerated() {
          (out + i * width).update(from: table + row * width, count: width)
        }
      }
    }
  }

  /// Becomes these columns of `table`, `[width, entries]`, in this order, as rows: `[columns.count,
  /// width]`.
  mutating func gatherColumns(_ columns: [Int], of table: Tensor) {
    require(
      shape == [columns.count, table.shape[0]],
      "\(columns.count) columns of \(table.shape) do not fill \(shape)")
    let (width, entries) = (width, table.width)
    withMutableScalars { out in
      table.withScalars { table in
        for (i, column) in columns.enumerated() {
          for j in 0..<width { out[i * width + j] = table[j * entries + column] }
        }
      }
    }
  }

  /// Adds each row of `x`, `[rows.count, width]`, to the row `rows[i]` of this table, in their order: the
  /// gradient of what ``gatherRows(_:of:)`` read.
  mutating func scatterRows(of x: Tensor, to rows: [Int]) {
    require(
      rank == 2 && x.shape == [rows.count, width],
      "\(x.shape) does not fill \(rows.count) rows of a table \(shape)")
    let width = width
    withMutableScalars { table in
      x.withScalars { x in
        for (i, row) in rows.enumerated() {
          let (target, source) = (table + row * width, x + i * width)
          for j in 0..<width { target[j] += source[j] }
        }
      }
    }
  }

  /// Adds `x`, `[columns, rows]`, to this matrix, `[rows, columns]`.
  mutating func addTransposed(_ x: Tensor) {
    require(
      rank == 2 && x.shape == shape.reversed(), "\(x.shape) is not the transpose of \(shape)")
    let (rows, columns) = (shape[0], shape[1])
    withMutableScalars { a in
      x.withScalars { x in
        for i in 0..<rows { for j in 0..<columns { a[i * columns + j] += x[j * rows + i] } }
      }
    }
  }

  /// The same in a new tensor.
  func mappingRows(
    cost: Int, _ kernel: (UnsafePointer<Float>, Int, UnsafeMutablePointer<Float>) -> Void
  ) -> Tensor {
    var result = Tensor(unwritten: shape)
    mapRows(into: &result, cost: cost, kernel)
    return result
  }

  /// One number for each row: shape `shape.dropLast()`, so `[rows]` for a matrix.
  func reducingRows(_ reduce: (UnsafePointer<Float>, Int) -> Float) -> Tensor {
    require(rank >= 1, "a scalar has no rows")
    let width = width
    return Tensor(shape: Array(shape.dropLast())) { out in
      withScalars { x in
        Threads.split(rowCount, costOfOne: width) { rows in
          for i in rows { (out + i).initialize(to: reduce(x + i * width, width)) }
        }
      }
    }
  }
}
