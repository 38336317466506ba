import Base

/// What both drawings of a plane have in common: its strokes, its names and its ends.
struct PlaneGeometry {
  typealias Place = (x: Double, y: Double)

  struct Stroke {
    var points: [Place]
    var role: Diagram.Role
    /// Whether an arrowhead stands at each point after the first; an arc has one at its end.
    var heads: Heads
    enum Heads { case none, each, last }
  }

  struct Name {
    var text: String
    var role: Diagram.Role
    var place: Place
    /// Where there is most room for it, as seen from the place.
    var direction: Place
  }

  private(set) var strokes: [Stroke] = []
  private(set) var points: [(place: Place, role: Diagram.Role)] = []
  private(set) var names: [Name] = []
  private(set) var x: ClosedRange<Double> = 0...1
  private(set) var y: ClosedRange<Double> = 0...1
  /// Why it cannot be drawn; `nil` if it can.
  private(set) var reason: String?

  init(_ plane: Diagram.Plane) {
    var numbers: [Double] = []
    for element in plane.elements {
      for point in element.points { numbers += [point.x, point.y] }
      numbers.append(element.radius ?? 0)
      numbers += element.angles ?? []
    }
    guard !plane.elements.isEmpty else {
      reason = "there is nothing to draw"
      return
    }
    // Beyond this the differences that a scale needs are no numbers any more.
    guard numbers.allSatisfy({ $0.isFinite && abs($0) < 1e150 }) else {
      reason = "a place in this plane is not a number that can be drawn"
      return
    }
    for element in plane.elements { add(element) }
    var places = strokes.flatMap { $0.points } + points.map { $0.place }
    if plane.showsAxes { places.append((0, 0)) }
    x = Self.range(places.map { $0.x })
    y = Self.range(places.map { $0.y })
  }

  private mutating func add(_ element: Diagram.Plane.Element) {
    let places = element.points.map { Place($0.x, $0.y) }
    guard let last = places.last else { return }
    var name: (place: Place, direction: Place)
    switch element.kind {
    case .point:
      points += places.map { ($0, element.role) }
      name = (last, (1, 1))
    case .arrows:
      strokes.append(Stroke(points: places, role: element.role, heads: .each))
      let before = places.dropLast().last ?? last
      name = (last, (last.x - before.x, last.y - before.y))
    case .line:
      strokes.append(Stroke(points: places, role: element.role, heads: .none))
      let before = places.dropLast().last ?? last
      name = (last, (last.x - before.x, last.y - before.y))
    case .arc:
      let angles = element.angles ?? [0, 2 * .pi]
      let radius = element.radius ?? 1
      func place(_ angle: Double) -> Place {
        (last.x + radius * .cos(angle), last.y + radius * .sin(angle))
      }
      let count = max(2, Int((abs(angles[1] - angles[0]) / (2 * .pi) * 72).rounded(.up)))
      let steps = (0...min(count, 720)).map { step in
        place(angles[0] + Double(step) / Double(min(count, 720)) * (angles[1] - angles[0]))
      }
      let heads: Stroke.Heads = element.angles == nil ? .none : .last
      strokes.append(Stroke(points: steps, role: element.role, heads: heads))
      let middle = element.angles == nil ? .pi / 4 : (angles[0] + angles[1]) / 2
      name = (place(middle), (.cos(middle), .sin(middle)))
    }
    guard !element.label.isEmpty else { return }
    names.append(
      Name(text: element.label, role: element.role, place: name.place, direction: name.direction))
  }

  /// The ends of the values; never empty.
  private static func range(_ values: [Double]) -> ClosedRange<Double> {
    let (low, high) = (values.min() ?? 0, values.max() ?? 1)
    return low < high ? low...high : low - 0.5...high + 0.5
  }
}

/// The best of several places for a name: inside, on no other name, over as few lines as can be.
enum NamePlacement {
  typealias Box = (x: Double, y: Double, width: Double, height: Double)

  /// - Parameters:
  ///   - direction: where most room is, downwards positive.
  ///   - box: of the name, if its middle lies in this direction from the place.
  ///   - cost: of the lines below a box.
  static func best(
    toward direction: (x: Double, y: Double), taken: [Box], inside: Box,
    box: ((x: Double, y: Double)) -> Box, cost: (Box) -> Double
  ) -> Box {
    let length = max(1e-300, (direction.x * direction.x + direction.y * direction.y).squareRoot())
    let (x, y) = length > 1e-300 ? (direction.x / length, direction.y / length) : (1, 0)
    var best: (box: Box, cost: Double)?
    // The wished direction first, then further and further away from it on both sides.
    for step in [0, 1, -1, 2, -2, 3, -3, 4] {
      let (sine, cosine) = Double.sineAndCosine(Double(step) * .pi / 4)
      let candidate = box((x * cosine - y * sine, y * cosine + x * sine))
      var total = cost(candidate) + 0.4 * Double(abs(step))
      for other in taken where overlap(candidate, other) { total += 100 }
      if !contains(inside, candidate) { total += 1000 }
      if best.map({ total < $0.cost - 1e-6 }) ?? true { best = (candidate, total) }
    }
    return best!.box
  }

  private static func overlap(_ a: Box, _ b: Box) -> Bool {
    a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
  }

  private static func contains(_ outer: Box, _ inner: Box) -> Bool {
    inner.x >= outer.x && inner.y >= outer.y && inner.x + inner.width <= outer.x + outer.width
      && inner.y + inner.height <= outer.y + outer.height
  }
}
