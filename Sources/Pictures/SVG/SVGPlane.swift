/// A plane as SVG.
final class SVGPlane: SVGPart {
  private let plane: Diagram.Plane
  private let geometry: PlaneGeometry
  private let title: SVGTitle
  private let margin: Double
  private let scale: Double
  let width: Double
  let height: Double

  static func part(_ plane: Diagram.Plane, _ room: Double) -> any SVGPart {
    let geometry = PlaneGeometry(plane)
    if let reason = geometry.reason { return SVGSentence(reason, title: plane.title, room) }
    let longest = geometry.names.map { SVG.width(of: $0.text) }.max() ?? 0
    guard longest + 20 <= room else {
      return SVGSentence("a name in this plane is wider than the picture", title: plane.title, room)
    }
    return SVGPlane(plane, geometry, room)
  }

  private init(_ plane: Diagram.Plane, _ geometry: PlaneGeometry, _ room: Double) {
    (self.plane, self.geometry) = (plane, geometry)
    let longest = geometry.names.map { SVG.width(of: $0.text) }.max() ?? 0
    margin = max(12, min(longest + 14, room / 4))
    // With its names it takes a quarter or a half of a page's width, if that leaves it large enough.
    let (wanted, share): (Double, Double) =
      switch plane.size {
      case .small: (110, min(150, room / 2 - 15))
      case .medium: (230, 330)
      case .large: (420, room)
      }
    let side = min(max(0.6 * wanted, min(wanted, share - 2 * margin)), room - 2 * margin)
    let spanX = geometry.x.upperBound - geometry.x.lowerBound
    let spanY = geometry.y.upperBound - geometry.y.lowerBound
    scale = min(side / spanX, side / spanY)
    let total = spanX * scale + 2 * margin
    title = SVGTitle(plane.title, over: total, room)
    width = max(total, title.width)
    height = title.height + spanY * scale + 2 * 22
  }

  func draw(into svg: inout SVG, _ x: Double, _ y: Double) {
    title.draw(into: &svg, middle: x + width / 2, y)
    let top = y + title.height
    let used = (geometry.x.upperBound - geometry.x.lowerBound) * scale
    let left = x + (width - used) / 2
    func place(_ point: PlaneGeometry.Place) -> PlaneGeometry.Place {
      (
        left + (point.x - geometry.x.lowerBound) * scale,
        top + 22 + (geometry.y.upperBound - point.y) * scale
      )
    }
    if plane.showsAxes {
      let origin = place((0, 0))
      svg.line(left - 8, origin.y, left + used + 8, origin.y, "ax")
      svg.line(origin.x, top + 14, origin.x, top + height - title.height - 14, "ax")
    }
    var crossed: [PlaneGeometry.Place] = []
    for stroke in geometry.strokes {
      let places = stroke.points.map(place)
      draw(stroke, places, into: &svg)
      for (a, b) in zip(places, places.dropFirst()) {
        let count = max(1, (abs(b.x - a.x) + abs(b.y - a.y)) / 4)
        for step in 0...Int(count) {
          let t = Double(step) / count
          crossed.append((a.x + t * (b.x - a.x), a.y + t * (b.y - a.y)))
        }
      }
    }
    for point in geometry.points {
      let centre = place(point.place)
      crossed.append(centre)
      svg.path(
        "M\((centre.x - 4.5).svg) \(centre.y.svg)a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0 -9 0Z",
        "p " + point.role.look.solid)
    }
    var taken: [NamePlacement.Box] = []
    for name in geometry.names {
      let box = Self.box(
        name, at: place(name.place), taken: taken,
        inside: (x, top, width, height - title.height), crossed)
      taken.append(box)
      svg.text(name.text, box.x, box.y + 13, name.role.look.words + " ho")
    }
  }

  private func draw(
    _ stroke: PlaneGeometry.Stroke, _ places: [PlaneGeometry.Place], into svg: inout SVG
  ) {
    guard let first = places.first, places.count > 1 else { return }
    let look = stroke.role.look
    let data =
      "M\(first.x.svg) \(first.y.svg)L"
      + places.dropFirst().map { "\($0.x.svg) \($0.y.svg)" }.joined(separator: " ")
    let isThin = stroke.role == .faint || stroke.role == .masked
    svg.path(data, (isThin ? "ln " : "l ") + look.stroke)
    guard stroke.heads != .none else { return }
    for i in 1..<places.count {
      guard stroke.heads == .each || i == places.count - 1 else { continue }
      let (a, b) = (places[i - 1], places[i])
      let (dx, dy) = (b.x - a.x, b.y - a.y)
      let length = (dx * dx + dy * dy).squareRoot()
      // A head on a shorter arrow would hide it.
      guard length > 9 || (i == places.count - 1 && length > 0) else { continue }
      svg.path(SVG.head(at: b, (dx / length, dy / length)), look.solid)
    }
  }

  private static func box(
    _ name: PlaneGeometry.Name, at place: PlaneGeometry.Place, taken: [NamePlacement.Box],
    inside: NamePlacement.Box, _ crossed: [PlaneGeometry.Place]
  ) -> NamePlacement.Box {
    let width = SVG.width(of: name.text) * (name.role.look.series == nil ? 1 : 1.06)
    let box = NamePlacement.best(
      toward: (name.direction.x, -name.direction.y), taken: taken, inside: inside
    ) { direction in
      // The middle of the name stands so far away that its edge does not touch the place.
      let x =
        place.x + direction.x * 9
        + (direction.x > 0.4 ? 0 : direction.x < -0.4 ? -width : -width / 2)
      let y = place.y + direction.y * (abs(direction.x) > 0.4 ? 8 : 15) - 8.5
      return (x, y, width, 17)
    } cost: { box in
      Double(
        crossed.count {
          $0.x > box.x - 1 && $0.x < box.x + box.width + 1 && $0.y > box.y + 1
            && $0.y < box.y + box.height - 1
        })
    }
    // A name that fits nowhere stays in the picture all the same.
    let x = min(max(inside.x, box.x), inside.x + inside.width - box.width)
    return (x, min(max(inside.y, box.y), inside.y + inside.height - 17), box.width, box.height)
  }
}
