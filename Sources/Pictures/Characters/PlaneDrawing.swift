import Base

/// A plane with characters: lines as braille dots, arrowheads and names as signs.
struct PlaneDrawing {
  private(set) var sheet = TextSheet()

  init(_ plane: Diagram.Plane, _ width: Int, _ isUnicode: Bool) {
    let geometry = PlaneGeometry(plane)
    let longest = geometry.names.map { $0.text.columns }.max() ?? 0
    let margin = min(longest + 2, width / 4)
    let wanted =
      switch plane.size {
      case .small: 15
      case .medium: 28
      case .large: 52
      }
    let columns = min(wanted, width - 2 * margin)
    guard geometry.reason == nil, longest <= width, columns >= 8 else {
      let reason =
        geometry.reason
        ?? "this plane needs \(2 * (longest + 2) + 8) columns of text, and here are \(width)"
      sheet = .sentence(reason, title: plane.title, width: width)
      return
    }
    let (x, y) = (geometry.x, geometry.y)
    let (spanX, spanY) = (x.upperBound - x.lowerBound, y.upperBound - y.lowerBound)
    // A character is twice as high as wide, and a picture not higher than it is wide.
    let scale = min(Double(columns - 1) / spanX, Double(columns - 1) / spanY)
    let rows = max(1, Int((spanY * scale / 2).rounded(.up))) + 1
    let used = max(1, Int((spanX * scale).rounded(.up))) + 1
    func place(_ point: PlaneGeometry.Place) -> DotSheet.Place {
      (
        Double(margin) + 0.5 + (point.x - x.lowerBound) * scale,
        1.5 + (y.upperBound - point.y) * scale / 2
      )
    }
    let total = used + 2 * margin
    var dots = DotSheet(columns: total, rows: rows + 2)
    if plane.showsAxes { putAxes(place((0, 0)), margin, used, rows, isUnicode) }
    for stroke in geometry.strokes {
      let look = stroke.role.look
      for (a, b) in zip(stroke.points, stroke.points.dropFirst()) {
        dots.line(place(a), place(b), stroke.role.face, isDashed: look.isDashed)
      }
    }
    sheet.put(dots.sheet(isUnicode), 0, 0)
    for stroke in geometry.strokes { putHeads(stroke, place, isUnicode) }
    for point in geometry.points {
      let (column, row) = (Int(place(point.place).x), Int(place(point.place).y))
      sheet.put(isUnicode ? "●" : "o", column, row, point.role.face)
    }
    putNames(geometry.names, place, total, rows + 2)
    sheet = sheet.cropped()
    guard !plane.title.isEmpty else { return }
    var titled = TextSheet()
    let top = titled.putTitle(plane.title, width: max(sheet.width, width / 3))
    titled.put(sheet, 0, top)
    sheet = titled
  }

  private mutating func putAxes(
    _ origin: DotSheet.Place, _ margin: Int, _ used: Int, _ rows: Int, _ isUnicode: Bool
  ) {
    let (column, row) = (Int(origin.x), Int(origin.y))
    for x in margin..<margin + used { sheet.put(isUnicode ? "─" : "-", x, row, .dim) }
    for y in 1...rows { sheet.put(isUnicode ? "│" : "|", column, y, .dim) }
    sheet.put(isUnicode ? "┼" : "+", column, row, .dim)
  }

  private mutating func putHeads(
    _ stroke: PlaneGeometry.Stroke, _ place: (PlaneGeometry.Place) -> DotSheet.Place,
    _ isUnicode: Bool
  ) {
    guard stroke.heads != .none, stroke.points.count > 1 else { return }
    for i in 1..<stroke.points.count {
      let isLast = i == stroke.points.count - 1
      guard stroke.heads == .each || isLast else { continue }
      let (a, b) = (place(stroke.points[i - 1]), place(stroke.points[i]))
      // A head on a shorter arrow would hide it.
      let length = abs(b.x - a.x) + 2 * abs(b.y - a.y)
      guard length > 4 || (isLast && length > 0) else { continue }
      let signs: [Character] =
        isUnicode ? ["→", "↗", "↑", "↖", "←", "↙", "↓", "↘"] : [">", "^", "<", "v"]
      // The one whose direction has most in common with the stroke's; a row is as high as two columns
      // are wide.
      let along = signs.indices.map { i in
        let (sine, cosine) = Double.sineAndCosine(2 * .pi * Double(i) / Double(signs.count))
        return (b.x - a.x) * cosine + (a.y - b.y) * 2 * sine
      }
      let sign = signs[signs.indices.max { along[$0] < along[$1] }!]
      sheet.put(sign, Int(b.x), Int(b.y), stroke.role.face)
    }
  }

  private mutating func putNames(
    _ names: [PlaneGeometry.Name], _ place: (PlaneGeometry.Place) -> DotSheet.Place,
    _ columns: Int, _ rows: Int
  ) {
    var taken: [NamePlacement.Box] = []
    let lines = sheet
    for name in names {
      let at = place(name.place)
      let (column, row) = (Int(at.x), Int(at.y))
      let length = name.text.columns
      let box = NamePlacement.best(
        toward: (name.direction.x, -name.direction.y), taken: taken,
        inside: (0, 0, Double(columns), Double(rows))
      ) { direction in
        let x =
          direction.x > 0.4
          ? column + 2 : direction.x < -0.4 ? column - 1 - length : column - length / 2
        let y = row + (direction.y > 0.4 ? 1 : direction.y < -0.4 ? -1 : 0)
        return (Double(x), Double(y), Double(length), 1)
      } cost: { box in
        let row = Int(box.y)
        return Double((Int(box.x)..<Int(box.x) + length).count { lines.sign($0, row) != nil })
      }
      // A space on both sides keeps two names apart.
      taken.append((box.x - 1, box.y, box.width + 2, 1))
      // A name that fits nowhere stays on the sheet all the same.
      let x = min(max(0, Int(box.x)), max(0, columns - length))
      sheet.put(name.text, x, min(max(0, Int(box.y)), rows - 1), name.role.face)
    }
  }
}

extension TextSheet {
  /// The sheet without empty columns on its left and without empty lines at its ends.
  func cropped() -> TextSheet {
    let rows = (0..<height).filter { y in (0..<width).contains { sign($0, y) != nil } }
    guard let first = rows.first, let last = rows.last else { return self }
    let left = (0..<width).first { x in (first...last).contains { sign(x, $0) != nil } } ?? 0
    return cut(left: left, rows: first...last)
  }
}
