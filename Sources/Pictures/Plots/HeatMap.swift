import Base

/// A table of numbers of which the reader sees the pattern first: the larger the number, the
/// stronger the shade of its cell.
public struct HeatMap: Sendable, Codable {
  /// What the picture shows and what to look for in it.
  public var caption: String
  /// The name of each row.
  public var rows: [String]
  /// The name of each column.
  public var columns: [String]
  /// The number of each cell, row by row; NaN for a cell that has none.
  public var values: [[Double]]
  /// The scale of the shades; its label names what is shown, with its unit.
  public var scale: Plot.Axis
  /// What is written into the cells, row by row; the numbers, where there is room, when `nil`.
  public var cells: [[String]]?
  /// Where and when its numbers were measured; `nil` where time has no part in them.
  public var conditions: String?

  /// A table of numbers as a picture.
  ///
  /// - Parameters:
  ///   - caption: what the picture shows and what to look for in it.
  ///   - rows: the name of each row.
  ///   - columns: the name of each column.
  ///   - values: row by row; NaN for a cell that has no number.
  ///   - scale: what the shades mean, with the unit, and the ends of the scale if not the data decide.
  ///   - cells: what to write into the cells instead of the numbers, `"yes"` and `"no"` for example.
  public init(
    _ caption: String, rows: [String], columns: [String], values: [[Double]],
    scale: Plot.Axis = .linear(""), cells: [[String]]? = nil
  ) {
    for table in [values.map { $0.count }, cells?.map { $0.count }].compactMap({ $0 }) {
      require(
        table.count == rows.count && table.allSatisfy { $0 == columns.count },
        "a heat map of \(rows.count) rows and \(columns.count) columns cannot show rows of \(table)"
      )
    }
    (self.caption, self.rows, self.columns) = (caption, rows, columns)
    (self.values, self.scale, self.cells) = (values, scale, cells)
  }

  /// How many shades there are; more could not be told apart.
  static let levels = 9

  /// The ends of the scale; `nil` if no cell has a number that it could show.
  var range: ClosedRange<Double>? {
    scale.usableRange ?? scale.range(of: values.flatMap { $0 })
  }

  /// The shade of a value, from 0 to `levels` − 1; `nil` for a cell without a number.
  func level(of value: Double, in range: ClosedRange<Double>) -> Int? {
    guard let position = scale.position(of: value, clampedTo: range) else {
      // What is not positive has no place on a logarithmic scale, but is smaller than all that has.
      return value.isNaN ? nil : 0
    }
    return min(Self.levels - 1, Int(position * Double(Self.levels)))
  }

  /// What a cell says.
  func text(row: Int, column: Int) -> String {
    if let cells { return cells[row][column] }
    let value = values[row][column]
    return value.isNaN ? "" : value.brief(2)
  }
}
