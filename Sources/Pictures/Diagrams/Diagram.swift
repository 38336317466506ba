import Base

/// A picture of how something works: cells, nodes, boxes, arrows and a plane, with words in them.
///
/// Its parts stand side by side as far as the page is wide, and below each other from there on. The same
/// description is drawn with characters on a terminal and as SVG on pages.
public struct Diagram: Sendable, Codable {
  /// What the picture shows.
  public var caption: String
  /// The sentence that says what to look for in it.
  public var lookFor: String
  /// What the picture shows to readers who do not see it: enough of it to state the idea.
  public var alternative: String
  /// From left to right, then from top to bottom.
  public var parts: [Part]
  /// What the roles of its cells mean, in the order of ``Role``.
  public var legend: [LegendEntry]
  /// Where and when its numbers were measured; `nil` where time has no part in them.
  public var conditions: String?

  /// One shape of the picture.
  public enum Part: Sendable {
    /// Cells in rows and columns.
    case grid(Grid)
    /// Two rows of nodes with lines between them.
    case links(Links)
    /// Boxes with arrows from one to the next.
    case flow(Flow)
    /// Arrows, arcs and points in two dimensions.
    case plane(Plane)
    /// Steps, each wider than the one above it.
    case stairs(Stairs)
    /// An arrow from the part before it to the part after it.
    case arrow(String)
    /// What follows stands below.
    case lineBreak
  }

  /// What a cell, a node, a box or a line is in the story that the picture tells. Each looks different
  /// in colour and without.
  public enum Role: String, Sendable, Codable, CaseIterable {
    /// Nothing in particular.
    case plain
    /// What the text speaks of.
    case marked
    /// Computed in this step.
    case new
    /// Computed before, kept and read again.
    case kept
    /// Computed before, and now once more.
    case repeated
    /// Not seen, not computed.
    case masked
    /// Forgotten or overwritten.
    case dropped
    /// Kept for ever, wherever the window is.
    case sink
    /// Of a query.
    case query
    /// Of a key.
    case key
    /// Of a value.
    case value
    /// Where something stood before, or would stand.
    case faint
  }

  /// A role and what it means in this picture.
  public struct LegendEntry: Sendable, Codable {
    /// The role.
    public var role: Role
    /// What it means.
    public var words: String
  }

  /// A picture of how something works.
  ///
  /// - Parameters:
  ///   - caption: what it shows; the first words name its file.
  ///   - lookFor: one sentence that says what to look for in it.
  ///   - alternative: what it shows, for readers who do not see it: enough to state the idea.
  ///   - legend: what roles of cells are called, where the usual word does not say it.
  ///   - parts: the shapes, from left to right.
  public init(
    _ caption: String, lookFor: String, alternative: String,
    legend: KeyValuePairs<Role, String> = [:], _ parts: [Part]
  ) {
    self.init(
      caption, lookFor: lookFor, alternative: alternative,
      entries: legend.map { ($0.key, $0.value) }, parts)
  }

  /// The same, with the words of the legend in a list.
  package init(
    _ caption: String, lookFor: String, alternative: String, entries: [(Role, String)],
    _ parts: [Part]
  ) {
    for words in [caption, lookFor, alternative] {
      require(!words.isEmpty, "a diagram has a caption, an aim and an alternative")
    }
    (self.caption, self.lookFor, self.alternative) = (caption, lookFor, alternative)
    self.parts = parts
    legend = Self.entries(parts, entries)
  }
}

extension Diagram {
  /// The roles that need a word: those of cells, which have no room for it, and those that were given
  /// one.
  private static func entries(_ parts: [Part], _ words: [(Role, String)]) -> [LegendEntry] {
    func isUsed(_ role: Role) -> Bool {
      parts.contains { part in
        guard case .grid(let grid) = part else { return false }
        return grid.cells.joined().contains { $0.role == role }
      }
    }
    return Role.allCases.compactMap { role in
      if let word = words.first(where: { $0.0 == role })?.1 {
        return LegendEntry(role: role, words: word)
      }
      guard role != .plain, isUsed(role) else { return nil }
      return LegendEntry(role: role, words: role.words)
    }
  }

  /// The diagram with every text changed, for terminals that cannot show all of them.
  func mapWords(_ change: (String) -> String) -> Diagram {
    var diagram = self
    diagram.parts = parts.map { $0.mapWords(change) }
    diagram.legend = legend.map { LegendEntry(role: $0.role, words: change($0.words)) }
    return diagram
  }
}

extension Diagram.Part {
  package func mapWords(_ change: (String) -> String) -> Diagram.Part {
    switch self {
    case .grid(var grid):
      grid.title = change(grid.title)
      (grid.rows, grid.columns) = (grid.rows.map(change), grid.columns.map(change))
      grid.cells = grid.cells.map { $0.map { .init(text: change($0.text), role: $0.role) } }
      return .grid(grid)
    case .links(var links):
      links.title = change(links.title)
      links.top = links.top.map { .init(change($0.label), $0.role) }
      links.bottom = links.bottom.map { .init(change($0.label), $0.role) }
      return .links(links)
    case .flow(var flow):
      flow.title = change(flow.title)
      flow.steps = flow.steps.map { step in
        var step = step
        (step.label, step.aside) = (change(step.label), change(step.aside))
        return step
      }
      flow.brackets = flow.brackets.map {
        .init(from: $0.from, to: $0.to, label: change($0.label))
      }
      return .flow(flow)
    case .plane(var plane):
      plane.title = change(plane.title)
      plane.elements = plane.elements.map { element in
        var element = element
        element.label = change(element.label)
        return element
      }
      return .plane(plane)
    case .stairs(var stairs):
      stairs.title = change(stairs.title)
      stairs.steps = stairs.steps.map { .init(change($0.label), change($0.detail), $0.role) }
      return .stairs(stairs)
    case .arrow(let label): return .arrow(change(label))
    case .lineBreak: return .lineBreak
    }
  }
}
