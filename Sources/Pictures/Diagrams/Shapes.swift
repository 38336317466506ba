import Base

// The shapes of a diagram, and the calls that an author makes for them.

extension Diagram {
  /// Cells in rows and columns: scores, masks, windows, pages, caches.
  public struct Grid: Sendable, Codable {
    /// What stands above it.
    public var title: String
    /// The name of each row.
    public var rows: [String]
    /// The name of each column; none, or as many as there are columns.
    public var columns: [String]
    /// Row by row.
    public var cells: [[Cell]]
    /// After so many columns there is a gap, as between the pages of a cache.
    public var groupsOf: Int?
  }

  /// One cell of a grid.
  public struct Cell: Sendable, Codable {
    /// What stands in it.
    public var text: String
    /// What it is; `nil` where there is no cell.
    public var role: Role?

    init(text: String, role: Role?) { (self.text, self.role) = (text, role) }

    /// A cell with a text in it.
    public init(_ text: String, _ role: Role = .plain) { self.init(text: text, role: role) }
    /// A cell without a text.
    public init(_ role: Role) { self.init(text: "", role: role) }
    /// A place without a cell.
    public static let none = Cell(text: "", role: nil)
  }

  /// Two rows of nodes with lines between them.
  public struct Links: Sendable, Codable {
    /// What stands above it.
    public var title: String
    /// The upper nodes from left to right.
    public var top: [Node]
    /// The lower nodes from left to right.
    public var bottom: [Node]
    /// Which upper node is joined with which lower one.
    public var lines: [Line]

    /// A line from an upper node to a lower one.
    public struct Line: Sendable, Codable, Equatable {
      /// The upper node, counted from 0.
      public var top: Int
      /// The lower node, counted from 0.
      public var bottom: Int
    }
  }

  /// A node with its name.
  public struct Node: Sendable, Codable {
    /// Its name.
    public var label: String
    /// What it is.
    public var role: Role
    /// A node.
    public init(_ label: String, _ role: Role = .plain) { (self.label, self.role) = (label, role) }
  }

  /// Boxes with arrows from one to the next, from top to bottom.
  public struct Flow: Sendable, Codable {
    /// What stands above it.
    public var title: String
    /// From top to bottom.
    public var steps: [Step]
    /// Lines past some of the steps, as a residual stream has them.
    public var bypasses: [Bypass]
    /// Steps that belong together.
    public var brackets: [Bracket]

    /// One step.
    public struct Step: Sendable, Codable {
      /// What it is called.
      public var label: String
      /// What it is.
      public var role: Role
      /// What stands beside it.
      public var aside: String
      /// How it is drawn.
      public var form: Form
      /// A box, a sum, or words alone.
      public enum Form: String, Sendable, Codable { case box, join, words }

      /// A box.
      public static func box(_ label: String, _ role: Role = .plain, aside: String = "") -> Step {
        Step(label: label, role: role, aside: aside, form: .box)
      }
      /// A circle in which lines meet.
      public static func join(_ sign: String = "+", aside: String = "") -> Step {
        Step(label: sign, role: .plain, aside: aside, form: .join)
      }
      /// Words without a box: what goes in and what comes out.
      public static func words(_ label: String, aside: String = "") -> Step {
        Step(label: label, role: .plain, aside: aside, form: .words)
      }
    }

    /// A line that leaves below one step and enters another, further down.
    public struct Bypass: Sendable, Codable {
      /// Below this step it leaves; counted from 0.
      public var from: Int
      /// This step it enters.
      public var to: Int
      /// A line past the steps between both.
      public init(from: Int, to: Int) { (self.from, self.to) = (from, to) }
    }

    /// A bracket beside some steps.
    public struct Bracket: Sendable, Codable {
      /// The first step; counted from 0.
      public var from: Int
      /// The last step.
      public var to: Int
      /// What stands beside it: `12 times`.
      public var label: String
      /// A bracket beside these steps.
      public init(from: Int, to: Int, label: String) {
        (self.from, self.to, self.label) = (from, to, label)
      }
    }
  }

  /// Arrows, arcs, lines and points in two dimensions, both drawn to the same scale.
  public struct Plane: Sendable, Codable {
    /// What stands above it.
    public var title: String
    /// How much room it takes.
    public var size: Size
    /// Whether the axes are drawn through the origin.
    public var showsAxes: Bool
    /// In the order in which they are drawn.
    public var elements: [Element]

    /// How much room a plane takes.
    public enum Size: String, Sendable, Codable {
      /// Four of them fit a page's width.
      case small
      /// Two of them fit.
      case medium
      /// A line for itself.
      case large
    }

    /// Something in the plane. An angle is in radians, against the clock from the horizontal axis.
    public struct Element: Sendable, Codable {
      /// What it is.
      public var kind: Kind
      /// Its name.
      public var label: String
      /// What it stands for.
      public var role: Role
      /// Its corners, its ends or its centre.
      public var points: [Point]
      /// Of an arc.
      public var radius: Double?
      /// Of an arc: from the first to the second.
      public var angles: [Double]?
    }

    /// What an element is.
    public enum Kind: String, Sendable, Codable { case arrows, line, arc, point }

    /// A place.
    public struct Point: Sendable, Codable {
      /// To the right.
      public var x: Double
      /// Upwards.
      public var y: Double
    }
  }

  /// Steps from narrow to wide, as the levels of a machine's memory.
  public struct Stairs: Sendable, Codable {
    /// What stands above it.
    public var title: String
    /// From the narrowest at the top to the widest.
    public var steps: [Step]

    /// One step.
    public struct Step: Sendable, Codable {
      /// Its name.
      public var label: String
      /// What stands beside it: a size, a speed.
      public var detail: String
      /// What it is.
      public var role: Role
      /// A step.
      public init(_ label: String, _ detail: String, _ role: Role = .plain) {
        (self.label, self.detail, self.role) = (label, detail, role)
      }
    }
  }
}

// MARK: What an author writes

extension Diagram.Part {
  /// A grid whose cells come from their row and column.
  public static func grid(
    _ title: String = "", rows: [String], columns: [String], groupsOf: Int? = nil,
    cell: (_ row: Int, _ column: Int) -> Diagram.Cell
  ) -> Diagram.Part {
    let cells = rows.indices.map { r in columns.indices.map { cell(r, $0) } }
    return .grid(
      .init(title: title, rows: rows, columns: columns, cells: cells, groupsOf: groupsOf))
  }

  /// Rows of cells without names of columns: windows, pages, a cache round by round. Rows may differ in
  /// length.
  public static func strips(
    _ title: String, groupsOf: Int? = nil, _ rows: [(name: String, cells: [Diagram.Cell])]
  ) -> Diagram.Part {
    let length = rows.map { $0.cells.count }.max() ?? 0
    return .grid(
      .init(
        title: title, rows: rows.map { $0.name }, columns: [],
        cells: rows.map { row in
          row.cells + [Diagram.Cell](repeating: .none, count: length - row.cells.count)
        }, groupsOf: groupsOf))
  }

  /// Two rows of nodes with a line for each pair of an upper and a lower node, both counted from 0.
  public static func links(
    _ title: String = "", top: [Diagram.Node], bottom: [Diagram.Node],
    lines: [(top: Int, bottom: Int)]
  ) -> Diagram.Part {
    for line in lines {
      require(
        top.indices.contains(line.top) && bottom.indices.contains(line.bottom),
        "a line from \(line.top) to \(line.bottom) joins no nodes")
    }
    return .links(
      .init(
        title: title, top: top, bottom: bottom,
        lines: lines.map { .init(top: $0.top, bottom: $0.bottom) }))
  }

  /// Boxes from top to bottom; bypasses and brackets count the steps from 0.
  public static func flow(
    _ title: String, _ steps: [Diagram.Flow.Step], bypasses: [Diagram.Flow.Bypass] = [],
    brackets: [Diagram.Flow.Bracket] = []
  ) -> Diagram.Part {
    for (from, to) in bypasses.map({ ($0.from, $0.to) }) + brackets.map({ ($0.from, $0.to) }) {
      require(
        steps.indices.contains(from) && steps.indices.contains(to) && from <= to,
        "steps \(from) to \(to) are not among the \(steps.count) of the flow")
    }
    require(bypasses.allSatisfy { $0.from < $0.to }, "a bypass leads to a later step")
    return .flow(.init(title: title, steps: steps, bypasses: bypasses, brackets: brackets))
  }

  /// A plane with what is in it.
  public static func plane(
    _ title: String, size: Diagram.Plane.Size = .medium, axes: Bool = true,
    _ elements: [Diagram.Plane.Element]
  ) -> Diagram.Part {
    .plane(.init(title: title, size: size, showsAxes: axes, elements: elements))
  }

  /// Steps, each wider than the one above it.
  public static func stairs(_ title: String, _ steps: [Diagram.Stairs.Step]) -> Diagram.Part {
    .stairs(.init(title: title, steps: steps))
  }
}

extension Diagram.Plane.Element {
  /// An arrow.
  public static func vector(
    _ label: String, from start: (Double, Double) = (0, 0), to end: (Double, Double),
    _ role: Diagram.Role = .plain
  ) -> Self {
    chain(label, [start, end], role)
  }

  /// Arrows laid end to end: from the first place to the second, from there to the third, and so on.
  public static func chain(
    _ label: String, _ places: [(Double, Double)], _ role: Diagram.Role = .plain
  ) -> Self {
    Self(
      kind: .arrows, label: label, role: role,
      points: places.map { Diagram.Plane.Point(x: $0.0, y: $0.1) })
  }

  /// Straight lines through places, without arrowheads.
  public static func line(
    _ label: String = "", _ places: [(Double, Double)], _ role: Diagram.Role = .faint
  ) -> Self {
    Self(
      kind: .line, label: label, role: role,
      points: places.map { Diagram.Plane.Point(x: $0.0, y: $0.1) })
  }

  /// A part of a circle from one angle to another, with an arrowhead at its end.
  public static func arc(
    _ label: String, radius: Double, from start: Double, to end: Double,
    around centre: (Double, Double) = (0, 0), _ role: Diagram.Role = .plain
  ) -> Self {
    Self(
      kind: .arc, label: label, role: role, points: [Diagram.Plane.Point(x: centre.0, y: centre.1)],
      radius: radius, angles: [start, end])
  }

  /// A whole circle.
  public static func circle(
    _ label: String = "", radius: Double, around centre: (Double, Double) = (0, 0),
    _ role: Diagram.Role = .faint
  ) -> Self {
    Self(
      kind: .arc, label: label, role: role, points: [Diagram.Plane.Point(x: centre.0, y: centre.1)],
      radius: radius)
  }

  /// A point with its name.
  public static func point(
    _ label: String, at place: (Double, Double), _ role: Diagram.Role = .plain
  ) -> Self {
    Self(
      kind: .point, label: label, role: role, points: [Diagram.Plane.Point(x: place.0, y: place.1)])
  }
}
