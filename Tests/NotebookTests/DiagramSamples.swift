import Foundation

@testable import Notebook
@testable import Pictures

extension Samples {
  /// A diagram as a page makes it.
  static func diagram(
    _ parts: [Diagram.Part], caption: String = "What *it* shows",
    legend: [Diagram.Role: String] = [:]
  ) -> Diagram {
    let page = TestPage()
    page.page.diagram(
      caption, lookFor: "Look at `this` & that.", alternative: "It shows <θ>.", legend: legend,
      parts)
    guard case .diagram(let diagram) = page.blocks.first else { fatalError("no diagram") }
    return diagram
  }

  /// Every kind of part, large, small and empty.
  static let diagrams: [Diagram] = [
    diagram([scores(2), .arrow("“fast” is appended"), scores(3)]),
    diagram(
      [
        .plane("turned by θ", turned), .plane("small", size: .small, axes: false, turned),
        .plane(
          "large", size: .large,
          [.chain("sum", (0..<40).map { (Double($0 * $0), sin(Double($0))) }, .new)]),
        .plane("one point", [.point("a point", at: (3, 4))]),
      ]),
    diagram([heads(8, 8), heads(8, 2), heads(8, 1), heads(32, 8), crossed]),
    diagram([block, decoder]),
    diagram([
      .stairs(
        "memory",
        [
          .init("registers", "2 KiB, 3000 GB/s", .new), .init("L1 cache", "48 KiB"),
          .init("memory", "16 GiB, 40 GB/s"),
        ])
    ]),
    diagram(
      [roles("a"), .lineBreak, roles("")],
      legend: [
        .plain: "nothing √d", .new: "words that say more about θ than a line of a phone holds",
      ]),
    diagram([many(rows: 2, columns: 100, "x"), many(rows: 32, columns: 64, "")]),
    diagram([
      many(rows: 0, columns: 0, ""), many(rows: 3, columns: 0, ""), .stairs("", []), .flow("", []),
      .plane("", []), .links("", top: [], bottom: [], lines: []),
      .plane("", [.vector("v", to: (.nan, 1))]), .plane("", [.point("p", at: (1e200, 1))]),
      many(rows: 300, columns: 300, "x"), heads(600, 1),
      .strips("", [("", [.init(String(repeating: "wide", count: 40), .new)])]),
      .flow("", [.box(String(repeating: "wide", count: 40))]),
      .stairs("", [.init(String(repeating: "wide", count: 40), "")]),
      .plane("", [.point(String(repeating: "wide", count: 40), at: (0, 0))]),
    ]),
    diagram([]), diagram([.arrow("to nothing")]), diagram([.lineBreak, .lineBreak]),
  ]

  static func scores(_ count: Int) -> Diagram.Part {
    let words = Array(["Time", "flies", "fast"].prefix(count))
    return .grid("\(count) tokens", rows: words, columns: words) { row, column in
      column > row
        ? .init(.masked) : .init("0.\(row)\(column)", row == count - 1 ? .new : .repeated)
    }
  }

  static let turned: [Diagram.Plane.Element] = [
    .circle(radius: 1), .vector("q", to: (0.9, 0.4), .faint),
    .vector("R(1)q", to: (0.4, 0.9), .query),
    .arc("mθ", radius: 0.4, from: 0.4, to: 1.1, .query), .line("mean 0", [(-1, 1), (1, -1)]),
    .point("x", at: (0.5, -0.5), .marked),
  ]

  static func heads(_ queries: Int, _ kvHeads: Int) -> Diagram.Part {
    .links(
      "\(queries) query heads, \(kvHeads) kv heads",
      top: (0..<queries).map { .init("q\($0)", .query) },
      bottom: (0..<kvHeads).map { .init("k\($0)", .key) },
      lines: (0..<queries).map { ($0, $0 * kvHeads / queries) })
  }

  static let crossed = Diagram.Part.links(
    "pages", top: [.init("A0"), .init("B0", .new)], bottom: (0..<4).map { .init("\($0)") },
    lines: [(0, 3), (1, 0), (1, 2)])

  static let block = Diagram.Part.flow(
    "pre-norm",
    [
      .words("x"), .box("RMSNorm", .marked), .box("attention"), .join(), .box("feed-forward"),
      .join(),
    ],
    bypasses: [.init(from: 0, to: 3), .init(from: 3, to: 5), .init(from: 0, to: 5)])

  static let decoder = Diagram.Part.flow(
    "",
    [
      .words("tokens", aside: "at the top"), .box("norm", aside: "chapter-rmsnorm"), .box("logits"),
    ],
    brackets: [.init(from: 1, to: 1, label: "12 times"), .init(from: 0, to: 2, label: "θ")])

  static func roles(_ text: String) -> Diagram.Part {
    .strips(
      "roles", groupsOf: 4, [("row", Diagram.Role.allCases.map { .init(text, $0) } + [.none])])
  }

  static func many(rows: Int, columns: Int, _ text: String) -> Diagram.Part {
    .grid("many", rows: (0..<rows).map { "r\($0)" }, columns: (0..<columns).map { "\($0)" }) {
      .init(text.isEmpty ? "" : "\($0)\(text)\($1)", $1 > $0 ? .masked : .kept)
    }
  }
}
