/// The points of a plot with their numbers as words, for a crosshair: a script places and shows them,
/// and computes none.
struct SVGReadings {
  /// A place in the picture, and its two numbers as words.
  typealias Point = (x: Double, y: Double, words: (String, String))

  private let x: String
  private let series: [String]

  /// More points of a curve than this could not be told apart by pointing at them.
  private static let most = 120

  /// - Parameters:
  ///   - xLabel: what stands before a value of the horizontal axis.
  ///   - series: the name, whether it is a curve, and the points.
  init(
    _ xLabel: String,
    _ series: [(name: String, isLine: Bool, points: [Point])]
  ) {
    x = xLabel
    self.series = series.map { series in
      let step = max(1, (series.points.count + Self.most - 1) / Self.most)
      let points = series.points.enumerated().filter { $0.offset % step == 0 }.map { _, point in
        "\(point.x.svg)|\(point.y.svg)|\(point.words.0.xml)|\(point.words.1.xml)"
      }
      let mark = series.isLine ? "line" : "point"
      return "<g data-name=\"\(series.name.xml)\" data-mark=\"\(mark)\" "
        + "data-points=\"\(points.joined(separator: ";"))\"/>"
    }
  }

  var text: String {
    "<g class=\"read\" data-x=\"\(x.xml)\">\n\(series.joined(separator: "\n"))\n</g>"
  }
}
