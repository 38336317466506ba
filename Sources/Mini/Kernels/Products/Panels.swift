/// How weights get into panels `[inputs, 48]`, and back.
enum Panels {
  private static let width = PanelProduct.width

  /// Copies a matrix `[inputs, outputs]`. Some rows at a time are read from their beginning to their
  /// end, and each panel gets a run of them.
  static func layOut(
    _ matrix: UnsafePointer<Float>, inputs: Int, outputs: Int,
    to panels: UnsafeMutablePointer<Float>
  ) {
    let rows = 16
    Threads.split((inputs + rows - 1) / rows, costOfOne: rows * outputs) { range in
      for first in range {
        let some = first * rows..<min((first + 1) * rows, inputs)
        for column in stride(from: 0, to: outputs, by: width) {
          let count = min(width, outputs - column)
          for k in some {
            let target = panels + (column * inputs + k * width)
            target.initialize(from: matrix + (k * outputs + column), count: count)
            (target + count).initialize(repeating: 0, count: width - count)
          }
        }
      }
    }
  }

  /// Copies a matrix `[outputs, inputs]`.
  static func layOut(
    transposed matrix: UnsafePointer<Float>, inputs: Int, outputs: Int,
    to panels: UnsafeMutablePointer<Float>
  ) {
    Threads.split(PanelProduct.panels(outputs), costOfOne: width * inputs) { range in
      for panel in range {
        let (first, target) = (panel * width, panels + panel * width * inputs)
        let count = min(width, outputs - first)
        if count < width { target.initialize(repeating: 0, count: width * inputs) }
        Transposition.apply(
          matrix + first * inputs, sourceStride: inputs, rows: count, columns: inputs, to: target,
          targetStride: width)
      }
    }
  }

  /// Copies what was laid out to a matrix `[inputs, outputs]`.
  static func putBack(
    _ panels: UnsafePointer<Float>, inputs: Int, outputs: Int,
    to matrix: UnsafeMutablePointer<Float>
  ) {
    for k in 0..<inputs {
      for column in stride(from: 0, to: outputs, by: width) {
        (matrix + (k * outputs + column)).initialize(
          from: panels + (column * inputs + k * width), count: min(width, outputs - column))
      }
    }
  }

  /// Copies the weights of one output.
  static func copyColumn(
    _ column: Int, of panels: UnsafePointer<Float>, inputs: Int,
    to target: UnsafeMutablePointer<Float>
  ) {
    let source = panels + (column / width * width * inputs + column % width)
    for k in 0..<inputs { target[k] = source[k * width] }
  }
}
