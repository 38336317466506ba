/// A picture of numbers, whichever kind, and the ways to draw it.
public enum Figure: Sendable {
  /// Curves, points or bars.
  case plot(Plot)
  /// A table of numbers as shades.
  case heatMap(HeatMap)
  /// How something works.
  case diagram(Diagram)

  /// What it shows, in prose.
  public var caption: String {
    switch self {
    case .plot(let plot): plot.caption
    case .heatMap(let map): map.caption
    case .diagram(let diagram): diagram.caption
    }
  }

  /// Where and when its numbers were measured; `nil` where time has no part in them.
  public var conditions: String? {
    switch self {
    case .plot(let plot): plot.conditions
    case .heatMap(let map): map.conditions
    case .diagram(let diagram): diagram.conditions
    }
  }

  /// The sentence below it that says what to look for; other kinds say it in their caption.
  public var lookFor: String? {
    if case .diagram(let diagram) = self { diagram.lookFor } else { nil }
  }

  /// What it shows to readers who do not see it.
  public var alternative: String {
    if case .diagram(let diagram) = self { Self.words(of: diagram.alternative) } else { words }
  }

  /// The caption without its marks, for readers who do not see the picture.
  public var words: String { Self.words(of: caption) }

  private static func words(of text: String) -> String {
    var words = ""
    for scalar in Span.parse(text).map({ $0.words }).joined().unicodeScalars {
      words.unicodeScalars.append(scalar == "\u{00A0}" ? " " : scalar)
    }
    return words
  }

  /// Drawn with characters; `paint` gives a run of them its face, where the kind of picture has any.
  package func lines(
    width: Int, _ letters: Lettering = .unicode,
    paint: (String, Face) -> String = { text, _ in text }
  ) -> [String] {
    switch self {
    case .plot(let plot): PlotDrawing(plot, width: width, letters).lines
    case .heatMap(let map): PlotDrawing(map, width: width, letters).lines
    case .diagram(let diagram): DiagramDrawing(diagram, width: width, letters).lines(paint)
    }
  }

  /// Drawn as SVG; `id` sets its parts apart from those of other pictures on a page. A standalone
  /// picture brings its style sheet and its background with it.
  public func svg(id: String, isStandalone: Bool) -> String {
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
  public func narrowSVG(id: String) -> String? {
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
}
