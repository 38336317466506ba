/// A grid as SVG.
final class SVGGrid: SVGPart {
  private let grid: Diagram.Grid
  private let title: SVGTitle
  private let margin: Double
  private let cell: (width: Double, height: Double)
  private let headHeight: Double
  private let isTurned: Bool
  private let namedEvery: Int
  private let bands: [Range<Int>]
  let width: Double
  let height: Double

  private static let groupGap = 8.0

  /// The grid, or a sentence if it cannot be drawn.
  static func part(_ grid: Diagram.Grid, _ room: Double) -> any SVGPart {
    if let reason = grid.reasonNotToDraw { return SVGSentence(reason, title: grid.title, room) }
    if let part = SVGGrid(grid, room) { return part }
    return SVGSentence("the cells of this grid are wider than the picture", title: grid.title, room)
  }

  /// `nil` if not even one column fits.
  private init?(_ grid: Diagram.Grid, _ room: Double) {
    self.grid = grid
    let rowNames = grid.rows.map { SVG.width(of: $0) }.max() ?? 0
    margin = rowNames == 0 ? 0 : rowNames + 10
    let texts = grid.cells.joined().map { SVG.width(of: $0.text) }.max() ?? 0
    let names = grid.columns.map { SVG.width(of: $0) }.max() ?? 0
    let count = Double(grid.width)
    let gaps = grid.groupsOf.map { Double((grid.width - 1) / $0) * Self.groupGap } ?? 0
    let free = (room - margin - gaps) / count
    let needed = texts == 0 ? 9 : max(28, texts + 12)
    // Names lean where cells that hold the texts would be too narrow for them; where the cells are so
    // many that names would lie on each other, only every so many columns is named.
    let isCrowded = texts == 0 && count > 24 && names + 8 > free
    isTurned = !isCrowded && names > 0 && names + 8 > max(needed, min(free, 64))
    let wished = max(texts == 0 ? 22 : needed, isTurned || isCrowded ? 0 : names + 8)
    let width = max(needed, isTurned ? 14 : 0, min(wished, free))
    namedEvery = isCrowded ? Int(((names + 10) / width).rounded(.up)) : 1
    cell = (width, texts == 0 ? min(22, width) : 26)
    headHeight = names == 0 ? 0 : isTurned ? names * 0.72 + 12 : 20
    // The last name leans to the right, out of its column.
    let lean = isTurned ? names * 0.72 : 0
    let marginAndLean = margin + lean
    let each = grid.columnsPerBand { marginAndLean + Self.total(grid, $0, width) <= room }
    guard let each else { return nil }
    bands = grid.bands(of: each)
    let widest = marginAndLean + Self.total(grid, each, width)
    title = SVGTitle(grid.title, over: widest, room)
    self.width = max(widest, title.width)
    let band = headHeight + Double(grid.rows.count) * cell.height
    height = title.height + Double(bands.count) * band + Double(bands.count - 1) * 12
  }

  private static func total(_ grid: Diagram.Grid, _ count: Int, _ width: Double) -> Double {
    Double(count) * width + (grid.groupsOf.map { Double((count - 1) / $0) * groupGap } ?? 0)
  }

  func draw(into svg: inout SVG, _ x: Double, _ y: Double) {
    title.draw(into: &svg, middle: x + width / 2, y)
    let total = margin + Self.total(grid, bands[0].count, cell.width)
    let left = x + max(0, (width - total) / 2) - (isTurned ? max(0, (width - total) / 2) : 0)
    var top = y + title.height
    for band in bands {
      for column in band
      where headHeight > 0 && (column - band.lowerBound) % namedEvery == 0 {
        let middle = place(column, band, left) + cell.width / 2
        if isTurned {
          svg.text(grid.columns[column], middle, top + headHeight - 6, "t", turned: -45)
        } else {
          svg.text(grid.columns[column], middle, top + 13, "t", anchor: .middle)
        }
      }
      top += headHeight
      for (r, row) in grid.cells.enumerated() {
        svg.text(
          grid.rows[r], left + margin - 10, top + cell.height / 2 + 4.5, "t", anchor: .end)
        for column in band {
          guard let role = row[column].role else { continue }
          svg.cell(
            place(column, band, left) + 1, top + 1, cell.width - 2, cell.height - 2, role,
            row[column].text)
        }
        top += cell.height
      }
      top += 12
    }
  }

  private func place(_ column: Int, _ band: Range<Int>, _ left: Double) -> Double {
    let i = column - band.lowerBound
    let gaps = grid.groupsOf.map { Double(i / $0) * Self.groupGap } ?? 0
    return left + margin + Double(i) * cell.width + gaps
  }
}
