/// Two rows of nodes with characters. Where every upper node has one line and none cross, the lines are
/// brackets over the lower nodes; other lines run aslant.
struct LinksDrawing {
  private(set) var sheet = TextSheet()

  init(_ links: Diagram.Links, _ width: Int, _ isUnicode: Bool) {
    guard !links.top.isEmpty || !links.bottom.isEmpty else {
      sheet = .sentence("there is nothing to draw", title: links.title, width: width)
      return
    }
    let widest = (links.top + links.bottom).map { $0.label.columns }.max() ?? 1
    let count = max(links.top.count, links.bottom.count)
    let step = max(2, widest + 1)
    guard count * step <= width else {
      listed(links, width, isUnicode)
      return
    }
    let total = count * step
    let y = sheet.putTitle(links.title, width: max(total, width / 3))
    let top = Self.places(links.top.count, total)
    var bottom = Self.places(links.bottom.count, total)
    let owners = links.owners
    if let owners {
      // A node stands in the middle below those that it is joined with.
      for node in links.bottom.indices {
        let above = owners.indices.filter { owners[$0] == node }.map { top[$0] }
        if let first = above.first, let last = above.last { bottom[node] = (first + last) / 2 }
      }
    }
    let apart = owners == nil ? 4 : 2
    put(links.top, top, y)
    if owners != nil {
      bracket(links, top, bottom, y + 1, isUnicode)
    } else {
      aslant(links, top, bottom, y + 1, apart - 1, total, isUnicode)
    }
    put(links.bottom, bottom, y + apart)
  }

  private static func places(_ count: Int, _ total: Int) -> [Int] {
    (0..<count).map { Int((Double($0) + 0.5) * Double(total) / Double(count)) }
  }

  private mutating func put(_ nodes: [Diagram.Node], _ places: [Int], _ y: Int) {
    for (node, x) in zip(nodes, places) {
      sheet.put(node.label, max(0, x - node.label.columns / 2), y, node.role.face)
    }
  }

  private mutating func bracket(
    _ links: Diagram.Links, _ top: [Int], _ bottom: [Int], _ y: Int, _ isUnicode: Bool
  ) {
    for node in links.bottom.indices {
      let above = links.lines.filter { $0.bottom == node }.map { top[$0.top] }.sorted()
      guard let first = above.first, let last = above.last else { continue }
      let face = links.bottom[node].role.face
      for x in first...last {
        let (up, down) = (above.contains(x), x == bottom[node])
        let sign: Character =
          switch (up, down) {
          case (true, true): first == last ? "│" : x == first ? "├" : x == last ? "┤" : "┼"
          case (true, false): x == first ? "└" : x == last ? "┘" : "┴"
          case (false, true): "┬"
          case (false, false): "─"
          }
        sheet.put(isUnicode ? sign : sign == "│" ? "|" : sign == "─" ? "-" : "+", x, y, face)
      }
    }
  }

  private mutating func aslant(
    _ links: Diagram.Links, _ top: [Int], _ bottom: [Int], _ y: Int, _ height: Int, _ total: Int,
    _ isUnicode: Bool
  ) {
    var dots = DotSheet(columns: total + 1, rows: height)
    for line in links.lines {
      dots.line(
        (Double(top[line.top]) + 0.5, 0), (Double(bottom[line.bottom]) + 0.5, Double(height)),
        links.role(of: line).face)
    }
    sheet.put(dots.sheet(isUnicode), 0, y)
  }

  /// The same in words, where the nodes do not fit side by side.
  private mutating func listed(_ links: Diagram.Links, _ width: Int, _ isUnicode: Bool) {
    var y = sheet.putTitle(links.title, width: width)
    let arrow = isUnicode ? " → " : " -> "
    for node in links.bottom.indices {
      let above = links.lines.filter { $0.bottom == node }.map { links.top[$0.top].label }
      let text = above.joined(separator: " ") + arrow + links.bottom[node].label
      for line in TextLayout.wrap(text, width: width, breaksWords: true).split(separator: "\n") {
        sheet.put(String(line), 0, y)
        y += 1
      }
    }
  }
}

extension Diagram.Links {
  /// What a line stands for: what its lower node does, or its upper one where that is nothing in
  /// particular.
  func role(of line: Line) -> Diagram.Role {
    bottom[line.bottom].role == .plain ? top[line.top].role : bottom[line.bottom].role
  }

  /// The lower node of each upper one, if each has one line and no two lines cross.
  var owners: [Int]? {
    guard lines.count == top.count, !lines.isEmpty else { return nil }
    let sorted = lines.sorted { ($0.top, $0.bottom) < ($1.top, $1.bottom) }
    guard sorted.map({ $0.top }) == Array(top.indices) else { return nil }
    let owners = sorted.map { $0.bottom }
    return zip(owners, owners.dropFirst()).allSatisfy { $0 <= $1 } ? owners : nil
  }
}
