import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@testable import Notebook
@testable import Pictures

private let figures: [Figure] =
  [
    .plot(Samples.curve), .plot(Samples.curves), .plot(Samples.bars), .plot(Samples.groups),
    .heatMap(Samples.heatMap), .heatMap(Samples.manyCells),
    .plot(Plot("empty", x: .linear("x"), y: .linear("y"), [])),
    .plot(Plot("huge", x: .linear("x"), y: .linear("y"), [.line("l", [(0, 1e308), (1, -1e308)])])),
    .plot(Plot("flat", x: .linear("x"), y: .logarithmic("y"), [.line("l", [(1, 1e308)])])),
    .heatMap(HeatMap("", rows: [], columns: [], values: [], scale: .linear(""))),
    .heatMap(
      HeatMap("", rows: ["a"], columns: ["b"], values: [[.nan]], scale: .linear(""))),
  ] + Samples.diagrams.map { .diagram($0) }

/// Names of elements and the texts between them.
private final class Reader: NSObject, XMLParserDelegate {
  var elements: [String] = []
  var texts = ""

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) { elements.append(name) }

  func parser(_ parser: XMLParser, foundCharacters text: String) { texts += text }
}

@Suite struct SVGTests {
  @Test(arguments: figures.indices, [true, false])
  func isSoundAndSilent(i: Int, isStandalone: Bool) throws {
    let svg = figures[i].svg(id: "f", isStandalone: isStandalone)
    let reader = Reader()
    let parser = XMLParser(data: Data(svg.utf8))
    parser.delegate = reader
    #expect(parser.parse(), "\(svg)")
    #expect(reader.elements.prefix(3) == ["svg", "title", "desc"])
    #expect(!reader.elements.contains("script") && !svg.contains("nan") && !svg.contains("inf\""))
    #expect(svg.components(separatedBy: "http").count == 2, "only the name space is an address")
    #expect(reader.elements.contains("style") == isStandalone)
    #expect(svg == figures[i].svg(id: "f", isStandalone: isStandalone))
  }

  @Test func nothingLiesOutside() {
    for figure in figures {
      check(figure.svg(id: "f", isStandalone: false), width: 720)
      if let narrow = figure.narrowSVG(id: "f") { check(narrow, width: 340) }
    }

    func check(_ svg: String, width: Double) {
      let size = svg.firstMatch(of: /viewBox="0 0 ([0-9]+) ([0-9.]+)"/)!
      #expect(Double(size.1) == width)
      for match in svg.matches(of: /\b(x|y|x1|x2|y1|y2)="(-?[0-9.]+)"/) {
        let (value, limit) = (Double(match.2)!, match.1.hasPrefix("x") ? width : Double(size.2)!)
        #expect(value >= 0 && value <= limit, "\(match.0)")
      }
    }
  }

  @Test func wordsAreText() {
    let svg = Figure.plot(Samples.groups).svg(id: "f", isStandalone: true)
    #expect(svg.contains(">one pass &amp; another</text>"))
    #expect(svg.contains("<title id=\"f-title\">Grouped &lt;bars&gt;</title>"))
  }

  @Test func numbersAreTenths() {
    #expect(
      [0.04, 0.05, -0.04, 12, 12.26, -3.5].map(\.svg) == ["0", "0.1", "0", "12", "12.3", "-3.5"])
  }

  @Test func longCurvesAreThinned() {
    let points = (0..<100_000).map { (Double($0), Double($0 * 7919 % 1000)) }
    let plot = Plot("c", x: .linear("x"), y: .linear("y"), [.line("l", points)])
    #expect(Figure.plot(plot).svg(id: "f", isStandalone: true).utf8.count < 60_000)
  }

  @Test func manyCellsAreSmallFiles() {
    #expect(Figure.heatMap(Samples.manyCells).svg(id: "f", isStandalone: true).utf8.count < 60_000)
  }

  @Test func seriesDifferWithoutColour() {
    let markers = (0..<SVGStyle.seriesCount).map { SVGStyle.marker($0, 0, 0) }
    #expect(Set(markers).count == markers.count)
  }
}

@Suite struct FigureNamesTests {
  private func plot(_ caption: String, _ conditions: String? = nil) -> Figure {
    var plot = Samples.curve
    (plot.caption, plot.conditions) = (caption, conditions)
    return .plot(plot)
  }

  @Test func namesTellWhereAndWhat() {
    var names = FigureNames(program: "chapter-rope")
    names.begin(section: 7)
    #expect(names.next(plot("The *bound* for d = 128, √d:")) == "rope-7-the-bound-for-d-128-sqrt-d")
    #expect(names.next(plot("The bound for d = 128, √d:")) == "rope-7-the-bound-for-d-128-sqrt-d-2")
    #expect(names.next(plot("…")) == "rope-7-figure")
  }

  @Test func figuresOfTimesNeverChangeOtherNames() {
    var (with, without) = (FigureNames(program: "p"), FigureNames(program: "p"))
    #expect(with.next(plot("same", "a machine")) == "p-0-same-measured")
    #expect(with.next(plot("same")) == without.next(plot("same")))
  }

  @Test func theWayFromAPageToItsFigures() {
    #expect(FigureFolder.path(from: ["/", "a"], to: ["/", "a", "f"]) == "f")
    #expect(FigureFolder.path(from: ["/", "a", "b"], to: ["/", "a", "f"]) == "../f")
    #expect(FigureFolder.path(from: ["/", "a"], to: ["/", "a"]) == ".")
  }

  @Test func aFileIsNoFolder() {
    #expect(throws: OutputError.self) { try FigureFolder(path: #filePath, page: nil) }
    #expect(throws: OutputError.self) { try FigureFolder(path: "/no/such/folder", page: nil) }
  }
}
