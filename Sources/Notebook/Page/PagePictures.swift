// How pictures of numbers and of how something works come onto a page. Whoever writes one has them at hand.
@_exported import Pictures

extension Page {
  /// A table of numbers as a picture: the larger the number, the stronger the shade of its cell.
  ///
  /// - Parameters:
  ///   - caption: what the picture shows and what to look for in it.
  ///   - rows: the name of each row.
  ///   - columns: the name of each column.
  ///   - values: row by row; NaN for a cell that has no number.
  ///   - scale: what the shades mean, with the unit, and the ends of the scale if not the data decide.
  ///   - cells: what to write into the cells instead of the numbers, `"yes"` and `"no"` for example.
  public func heatMap(
    _ caption: String, rows: [String], columns: [String], values: [[Double]],
    scale: Plot.Axis = .linear(""), cells: [[String]]? = nil
  ) {
    var map = HeatMap(
      caption.oneLine, rows: rows.map(\.oneLine), columns: columns.map(\.oneLine), values: values,
      scale: scale, cells: cells?.map { $0.map(\.oneLine) })
    map.conditions = conditions
    emit(.heatMap(map))
  }
}

extension Page {
  /// A picture of how something works.
  ///
  /// - Parameters:
  ///   - caption: what it shows; the first words name its file.
  ///   - lookFor: one sentence that says what to look for in it.
  ///   - alternative: what it shows, for readers who do not see it: enough to state the idea.
  ///   - legend: what roles of cells are called, where the usual word does not say it.
  ///   - parts: the shapes, from left to right.
  public func diagram(
    _ caption: String, lookFor: String, alternative: String,
    legend: [Diagram.Role: String] = [:], _ parts: Diagram.Part...
  ) {
    diagram(caption, lookFor: lookFor, alternative: alternative, legend: legend, parts)
  }

  /// The same with parts that were computed.
  public func diagram(
    _ caption: String, lookFor: String, alternative: String,
    legend: [Diagram.Role: String] = [:], _ parts: [Diagram.Part]
  ) {
    var diagram = Diagram(
      caption.oneLine, lookFor: lookFor.oneLine, alternative: alternative.oneLine,
      entries: legend.map { ($0.key, $0.value.oneLine) }, parts.map { $0.mapWords(\.oneLine) })
    diagram.conditions = conditions
    emit(.diagram(diagram))
  }
}
