/// How pictures look: one style sheet for files of their own and for pages that hold pictures.
///
/// The colours of the series keep a distance from each other for colour-blind readers (they are
/// chosen after Okabe and Ito, 2008) and a contrast of at least 4.5 : 1 with the background; dashes
/// and markers tell the series apart without any colour.
package enum SVGStyle {
  /// How many series look different.
  static let seriesCount = 6

  /// For a picture in a file of its own.
  static func standalone(isDiagram: Bool) -> String {
    let more = isDiagram ? (diagramRules + diagramColors(light), diagramColors(dark)) : ("", "")
    return rules("") + more.0 + "@media(prefers-color-scheme:dark){" + colors(dark) + more.1 + "}"
  }

  /// The same for pictures inside of a page, which has a background of its own and which is
  /// printed on white paper by everybody.
  package static let embedded =
    rules("") + diagramRules + diagramColors(light)
    + "@media screen and (prefers-color-scheme:dark){" + colors(dark) + diagramColors(dark) + "}"

  private struct Palette {
    var background: String
    var text: String
    var quiet: String
    var grid: String
    var axis: String
    var series: [String]
    /// From the weakest shade of a heat map to the strongest.
    var shades: [String]
    /// Text on the weak shades and on the strong ones.
    var onShades: (String, String)
  }

  private static let light = Palette(
    background: "#fff", text: "#1f2328", quiet: "#59636e", grid: "#e4e8ec", axis: "#8c959f",
    series: ["#0067a8", "#bf4400", "#00755a", "#96397a", "#7d5c00", "#4a5560"],
    shades: [
      "#f0f5fa", "#d9e8f5", "#bcd8ee", "#98c4e3", "#6cabd6", "#337fb5", "#22689f", "#124c85",
      "#08306b",
    ],
    onShades: ("#1f2328", "#fff"))

  private static let dark = Palette(
    background: "#0d1117", text: "#e6edf3", quiet: "#9aa5b1", grid: "#262c35", axis: "#6e7681",
    series: ["#58b4f0", "#ff9457", "#3ccf9f", "#eb9ccd", "#e3b93c", "#b6c0cb"],
    shades: [
      "#161e29", "#1a2c40", "#1d3c59", "#204e74", "#28628f", "#4b8dbd", "#6ea8d2", "#98c6e6",
      "#cbe4f7",
    ],
    onShades: ("#e6edf3", "#0d1117"))

  private static let dashes = ["", "7 4", "2 4", "10 4 2 4", "14 5", "5 2 2 2 2 2"]

  private static func rules(_ scope: String) -> String {
    ".figure{font:13px system-ui,-apple-system,\"Segoe UI\",Roboto,\"Helvetica Neue\",Arial,sans-serif;"
      + "font-variant-numeric:tabular-nums}"
      + ".figure .g,.figure .ax{stroke-width:1}"
      + ".figure .l{fill:none;stroke-width:2;stroke-linejoin:round;stroke-linecap:round}"
      + ".figure .p{stroke-width:1.5}.figure .b{font-weight:600}.figure .v{font-size:12px}"
      + dashes.enumerated().dropFirst().map { ".figure .d\($0){stroke-dasharray:\($1)}" }.joined()
      + colors(light)
  }

  private static func colors(_ palette: Palette) -> String {
    var rules =
      ".figure .bg{fill:\(palette.background)}.figure .t{fill:\(palette.text)}"
      + ".figure .q{fill:\(palette.quiet)}.figure .g{stroke:\(palette.grid)}"
      + ".figure .ax{stroke:\(palette.axis)}.figure .p{stroke:\(palette.background)}"
    for (i, color) in palette.series.enumerated() {
      rules += ".figure .s\(i){stroke:\(color)}.figure .f\(i){fill:\(color)}"
    }
    for (i, shade) in palette.shades.enumerated() { rules += ".figure .h\(i){fill:\(shade)}" }
    return rules
      + ".figure .w{fill:\(palette.onShades.0)}.figure .k{fill:\(palette.onShades.1)}"
  }

  // Diagrams: thin lines, edges of cells, tints, hatches, words on a colour and words over lines.
  private static let diagramRules =
    ".figure .ln,.figure .e{fill:none;stroke-width:1.3}.figure .th{stroke-width:2.6}"
    + ".figure .da{stroke-dasharray:3 3}.figure .tint{fill-opacity:.16}"
    + ".figure .ha{fill:none;stroke-width:.9;stroke-opacity:.5}"
    + ".figure .ho{paint-order:stroke;stroke-width:4;stroke-linejoin:round}"

  private static func diagramColors(_ palette: Palette) -> String {
    ".figure .qs{stroke:\(palette.axis)}.figure .on{fill:\(palette.background)}"
      + ".figure .ho{stroke:\(palette.background)}"
  }

  /// The outline of a marker around a place: each series has its own shape.
  static func marker(_ series: Int, _ x: Double, _ y: Double) -> String {
    func polygon(_ corners: (Double, Double)...) -> String {
      "M" + corners.map { "\((x + $0.0).svg) \((y + $0.1).svg)" }.joined(separator: "L") + "Z"
    }
    switch series % seriesCount {
    case 0:
      return "M\((x - 4).svg) \(y.svg)a4 4 0 1 0 8 0a4 4 0 1 0 -8 0Z"
    case 1: return polygon((-3.6, -3.6), (3.6, -3.6), (3.6, 3.6), (-3.6, 3.6))
    case 2: return polygon((0, -4.8), (4.6, 3.4), (-4.6, 3.4))
    case 3: return polygon((0, -5), (5, 0), (0, 5), (-5, 0))
    case 4: return polygon((0, 4.8), (4.6, -3.4), (-4.6, -3.4))
    default:
      return polygon(
        (-4.5, -1.6), (-1.6, -1.6), (-1.6, -4.5), (1.6, -4.5), (1.6, -1.6), (4.5, -1.6),
        (4.5, 1.6), (1.6, 1.6), (1.6, 4.5), (-1.6, 4.5), (-1.6, 1.6), (-4.5, 1.6))
    }
  }
}
