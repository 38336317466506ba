/// A picture of numbers, whichever kind, and the ways to draw it.
enum Figure {
  case plot(Plot)
  case heatMap(HeatMap)
  case diagram(Diagram)

  /// What it shows, in prose.
  var caption: String {
    switch self {
    case .plot(let plot): plot.caption
    case .heatMap(let map): map.caption
    case .diagram(let diagram): diagram.caption
    }
  }

  /// Where and when its numbers were measured; `nil` where time has no part in them.
  var conditions: String? {
    switch self {
    case .plot(let plot): plot.conditions
    case .heatMap(let map): map.conditions
    case .diagram(let diagram): diagram.conditions
    }
  }

  /// The sentence below it that says what to look for; other kinds say it in their caption.
  var lookFor: String? {
    if case .diagram(let diagram) = self { diagram.lookFor } else { nil }
  }

  /// What it shows to readers who do not see it.
  var alternative: String {
    if case .diagram(let diagram) = self { Self.words(of: diagram.alternative) } else { words }
  }

  /// The caption without its marks, for readers who do not see the picture.
  var words: String { Self.words(of: caption) }

  private static func words(of text: String) -> String {
    Span.parse(text).map(\.words).joined().replacingOccurrences(of: "\u{00A0}", with: " ")
  }

  /// Drawn with characters; `paint` gives a run of them its face, where the kind of picture has any.
  func lines(
    width: Int, isUnicode: Bool,
    paint: (String, TerminalStyle.Face) -> String = { text, _ in text }
  ) -> [String] {
    switch self {
    case .plot(let plot): PlotDrawing(plot, width: width, isUnicode: isUnicode).lines
    case .heatMap(let map): PlotDrawing(map, width: width, isUnicode: isUnicode).lines
    case .diagram(let diagram):
      DiagramDrawing(diagram, width: width, isUnicode: isUnicode).lines(paint)
    }
  }

  /// Drawn as SVG; `id` sets its parts apart from those of other pictures on a page. A standalone
  /// picture brings its style sheet and its background with it.
  func svg(id: String, isStandalone: Bool) -> String {
    switch self {
    case .plot(let plot) where plot.series.contains { $0.mark == .bar }:
      SVGBars(plot).drawing.text(id: id, title: words, isStandalone: isStandalone)
    case .plot(let plot):
      SVGCurves(plot).drawing.text(id: id, title: words, isStandalone: isStandalone)
    case .heatMap(let map):
      SVGHeatMap(map).drawing.text(id: id, title: words, isStandalone: isStandalone)
    case .diagram(let diagram):
      SVGDiagram(diagram).drawing.text(id: id, title: words, isStandalone: isStandalone)
    }
  }

  /// Drawn as SVG for a narrow screen, on which the usual drawing would be cut off; `nil` for kinds
  /// that need their width.
  func narrowSVG(id: String) -> String? {
    if case .diagram(let diagram) = self {
      return SVGDiagram(diagram, width: SVGDiagram.narrow)
        .drawing.text(id: id, title: words, isStandalone: false)
    }
    guard case .plot(let plot) = self, !plot.series.contains(where: { $0.mark == .bar }) else {
      return nil
    }
    return SVGCurves(plot, width: SVGCurves.narrow)
      .drawing.text(id: id, title: words, isStandalone: false)
  }

  /// A name for its file, from the first words of the caption: `the-bound-for-d-128`.
  var slug: String {
    let plain = ASCII.spell(words).lowercased()
    let parts = plain.split { !($0.isLetter || $0.isNumber) }
    var slug = ""
    for part in parts {
      guard slug.count + part.count < 36 else { break }
      slug += (slug.isEmpty ? "" : "-") + part
    }
    return slug.isEmpty ? "figure" : slug
  }
}

extension Block {
  /// The picture that the block is, if it is one.
  var figure: Figure? {
    switch self {
    case .plot(let plot): .plot(plot)
    case .heatMap(let map): .heatMap(map)
    case .diagram(let diagram): .diagram(diagram)
    default: nil
    }
  }
}
