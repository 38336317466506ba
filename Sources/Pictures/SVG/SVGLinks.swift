/// Two rows of nodes with lines between them as SVG.
final class SVGLinks: SVGPart {
  private let links: Diagram.Links
  private let title: SVGTitle
  private let node: Double
  private let step: Double
  private let isNamed: Bool
  let width: Double
  let height: Double

  private static let nodeHeight = 24.0
  private static let distance = 64.0

  static func part(_ links: Diagram.Links, _ room: Double) -> any SVGPart {
    guard !links.top.isEmpty || !links.bottom.isEmpty else {
      return SVGSentence("there is nothing to draw", title: links.title, room)
    }
    let count = max(links.top.count, links.bottom.count)
    guard Double(count) * 7 <= room else {
      return SVGSentence(
        "\(count) nodes side by side are too many for this picture", title: links.title, room)
    }
    return SVGLinks(links, room)
  }

  private init(_ links: Diagram.Links, _ room: Double) {
    self.links = links
    let count = Double(max(links.top.count, links.bottom.count))
    let widest = (links.top + links.bottom).map { SVG.width(of: $0.label) }.max() ?? 0
    let named = max(22, widest + 6)
    // Where names find no room within the nodes, every so many of them stands beside its node.
    isNamed = count * (named + 4) <= room
    node = isNamed ? named : max(5, min(14, room / count - 3))
    step = isNamed ? node + (count > 6 ? 4 : 8) : max(7, min(18, room / count))
    let total = count * step - (step - node)
    title = SVGTitle(links.title, over: total, room)
    width = max(total, title.width)
    height = title.height + Self.distance + Self.nodeHeight * 2 + (isNamed ? 0 : 36)
  }

  func draw(into svg: inout SVG, _ x: Double, _ y: Double) {
    title.draw(into: &svg, middle: x + width / 2, y)
    let count = Double(max(links.top.count, links.bottom.count))
    let total = count * step - (step - node)
    let left = x + (width - total) / 2
    let top = places(links.top.count, left, total)
    var bottom = places(links.bottom.count, left, total)
    if let owners = links.owners {
      // A node stands in the middle below those that it is joined with.
      for i in links.bottom.indices {
        let above = owners.indices.filter { owners[$0] == i }.map { top[$0] }
        if let first = above.first, let last = above.last { bottom[i] = (first + last) / 2 }
      }
    }
    let upper = y + title.height + (isNamed ? 0 : 18)
    let lower = upper + Self.nodeHeight + Self.distance
    for line in links.lines {
      svg.path(
        "M\(top[line.top].svg) \((upper + Self.nodeHeight).svg)"
          + "L\(bottom[line.bottom].svg) \(lower.svg)",
        "ln " + links.role(of: line).look.stroke)
    }
    draw(links.top, top, upper, isAbove: true, into: &svg)
    draw(links.bottom, bottom, lower, isAbove: false, into: &svg)
  }

  private func places(_ count: Int, _ left: Double, _ total: Double) -> [Double] {
    (0..<count).map { left + (Double($0) + 0.5) * total / Double(count) }
  }

  private func draw(
    _ nodes: [Diagram.Node], _ places: [Double], _ y: Double, isAbove: Bool, into svg: inout SVG
  ) {
    var end = -Double.infinity
    for (node, x) in zip(nodes, places) {
      svg.cell(
        x - self.node / 2, y, self.node, Self.nodeHeight, node.role, isNamed ? node.label : "",
        radius: 5)
      guard !isNamed else { continue }
      let half = SVG.width(of: node.label) / 2
      guard x - half > end + 6 || end < 0 else { continue }
      let inside = min(max(x, half), svg.width - half)
      svg.text(node.label, inside, isAbove ? y - 5 : y + Self.nodeHeight + 14, "q", anchor: .middle)
      end = inside + half
    }
  }
}
