/// What a page asks of the browser's module, as one text: the picture for a wide or a narrow screen, the
/// names of the knobs' values, the numbers and the checks. Parts are set apart by signs that no text holds.
package struct LiveAnswer {
  /// The picture, for a wide screen or a narrow one.
  package let svg: String
  /// What stands beside the sliders.
  package let values: [String]
  /// The numbers and checks, each a kind (`=`, `+` or `-`), a text, and what was measured.
  package let lines: [[String]]
  /// What is a touch away, each a kind (`>`, or `~` where pointing is enough), what is written on it, the
  /// knob, and what it is set to; and `.` where a run is over.
  package let offers: [[String]]

  /// What is seen where the knobs stand; the SVG of kinds without a narrow form is always the wide one.
  package init(
    _ picture: LivePicture, at places: [Int], text: String? = nil, isNarrow: Bool
  ) {
    let view = picture.view(at: places, text: text)
    let id = Self.id(of: picture.name)
    svg =
      (isNarrow ? view.figure.narrowSVG(id: id + "-narrow") : nil)
      ?? view.figure.svg(id: id, isStandalone: false)
    values = zip(picture.knobs, places).map { $0.names[$1] }
    lines =
      view.numbers.map { ["=", $0, ""] }
      + view.checks.map { [$0.holds ? "+" : "-", $0.statement, $0.measured] }
    offers =
      view.offers.map { [$0.isPointed ? "~" : ">", $0.label, "\($0.knob)", $0.value] }
      + (view.isOver ? [["."]] : [])
  }

  /// What tells its parts apart from those of other pictures on a page.
  package static func id(of name: String) -> String { "live-" + name }

  /// As one text.
  package var text: String {
    ([svg, values.joined(separator: "\u{1F}")]
      + (lines + offers).map { $0.joined(separator: "\u{1F}") })
      .joined(separator: "\u{1E}")
  }
}
