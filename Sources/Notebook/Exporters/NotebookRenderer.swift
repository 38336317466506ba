import Foundation

/// Writes a notebook file (nbformat 4.5) for readers who have a viewer of notebooks: prose, the code
/// with what it gave, figures as SVG. It is for reading; the code of a cell needs the program around it.
final class NotebookRenderer: Renderer {
  private var cells: [Cell] = []
  private let markdown = MarkdownRenderer(dialect: .notebook)
  private var names = FigureNames(program: "")
  private var section = 0
  private var executions = 0
  /// Whether cells are collapsed until the reader opens them.
  private var isFolding = false

  func show(_ block: Block) -> String {
    switch block.unmeasured {
    case .title(let title):
      names = FigureNames(title)
      addProse(markdown.text(of: block))
    case .section(let heading):
      section = heading.number ?? section + 1
      names.begin(section: heading.number)
      addProse(markdown.text(of: block), startsCell: true)
    case .code(let code):
      if let caption = code.caption { addProse(MarkdownText.prose(caption)) }
      executions += 1
      let place = "// " + code.file + (code.name.map { ", \($0)" } ?? "")
      var cell = Cell(.code, place + "\n" + (code.source ?? "// The source is not at hand."))
      cell.executionCount = executions
      add(cell)
    case .deeper(let group): add(group)
    case .plot, .heatMap, .diagram: addOutput(figure(block.unmeasured.figure!))
    case .table, .check, .finding, .timing:
      // What follows code is what the code gave. Without code before it, it is part of the text.
      if followsCode {
        addOutput(["text/markdown": markdown.text(of: block.unmeasured)])
      } else {
        addProse(markdown.text(of: block.unmeasured))
      }
    default: addProse(markdown.text(of: block.unmeasured))
    }
    return ""
  }

  func finish() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(Document(cells: cells)), as: UTF8.self) + "\n"
  }

  // MARK: Cells

  private func add(_ cell: Cell) {
    var cell = cell
    let count = cells.count { $0.section == section }
    (cell.section, cell.id) = (section, "section-\(section)-cell-\(count + 1)")
    cell.isFolded = isFolding
    cells.append(cell)
  }

  /// The title of a group, and its cells below it.
  private func add(_ group: Deeper) {
    let checks = group.checks.sentence(isFurther: false)
    addProse(
      "**\(MarkdownText.prose(group.title))**" + (checks.isEmpty ? "" : ": " + checks),
      startsCell: true)
    isFolding = group.isFolded
    for block in group.blocks { _ = show(block) }
    isFolding = false
  }

  /// Whether what comes next is what the code of the last cell gave.
  private var followsCode: Bool {
    cells.last.map { $0.kind == .code && $0.isFolded == isFolding } ?? false
  }

  private func addProse(_ text: String, startsCell: Bool = false) {
    if !startsCell, let last = cells.last, last.kind == .markdown, last.section == section,
      last.isFolded == isFolding
    {
      cells[cells.count - 1].source = Self.joined(last.source, text)
    } else {
      add(Cell(.markdown, text))
    }
  }

  private func addOutput(_ data: [String: String]) {
    if !followsCode {
      // A figure between paragraphs: outputs need a cell, this one has nothing else.
      add(Cell(.code, ""))
    }
    let (last, key) = (cells.count - 1, "text/markdown")
    if let next = data[key], let text = cells[last].outputs.last?.data[key] {
      // What stands together is one output: a list of checks, not many lists of one.
      cells[last].outputs[cells[last].outputs.count - 1].data[key] = Self.joined(text, next)
    } else {
      cells[last].outputs.append(Output(data: data))
    }
  }

  /// A text and the next; two lists become one.
  private static func joined(_ text: String, _ next: String) -> String {
    let isList = text.split(separator: "\n").last?.hasPrefix("- ") == true && next.hasPrefix("- ")
    return text + (isList ? "\n" : "\n\n") + next
  }

  private func figure(_ figure: Figure) -> [String: String] {
    let note = figure.conditions.map { "Measured on \($0)." }
    addCaption(figure.caption + (figure.lookFor.map { " What to look for: " + $0 } ?? ""), note)
    return [
      "image/svg+xml": figure.svg(id: names.next(figure), isStandalone: true),
      "text/plain": figure.lines(width: 76).joined(separator: "\n"),
    ]
  }

  private func addCaption(_ caption: String, _ note: String?) {
    let text = MarkdownText.prose(caption) + (note.map { " *\(MarkdownText.prose($0))*" } ?? "")
    if followsCode { addOutput(["text/markdown": text]) } else { addProse(text) }
  }
}

// MARK: The file

extension NotebookRenderer {
  private struct Document: Encodable {
    var cells: [Cell]
    var metadata = Metadata()
    var nbformat = 4
    var nbformat_minor = 5
  }

  private struct Metadata: Encodable {
    var kernelspec = ["display_name": "Swift", "language": "swift", "name": "swift"]
    var language_info = ["file_extension": ".swift", "name": "swift"]
  }

  private struct Cell: Encodable {
    enum Kind: String { case markdown, code }

    let kind: Kind
    var source: String
    var id = ""
    var section = 0
    var isFolded = false
    var executionCount: Int?
    var outputs: [Output] = []

    init(_ kind: Kind, _ source: String) { (self.kind, self.source) = (kind, source) }

    private enum Key: String, CodingKey {
      case kind = "cell_type"
      case executionCount = "execution_count"
      case id, metadata, outputs, source
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(kind.rawValue, forKey: .kind)
      try container.encode(id, forKey: .id)
      try container.encode(source.asLines, forKey: .source)
      var hidden: [String: Bool] = [:]
      if isFolded || (kind == .code && source.isEmpty) { hidden["source_hidden"] = true }
      if isFolded, kind == .code { hidden["outputs_hidden"] = true }
      try container.encode(hidden.isEmpty ? [:] : ["jupyter": hidden], forKey: .metadata)
      guard kind == .code else { return }
      try container.encode(executionCount, forKey: .executionCount)
      try container.encode(outputs, forKey: .outputs)
    }
  }

  private struct Output: Encodable {
    var data: [String: String]

    private enum Key: String, CodingKey { case data, metadata, output_type }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(data.mapValues(\.asLines), forKey: .data)
      try container.encode([String: String](), forKey: .metadata)
      try container.encode("display_data", forKey: .output_type)
    }
  }
}

extension String {
  /// The lines with their ends, as notebook files keep them.
  fileprivate var asLines: [String] {
    let lines = components(separatedBy: "\n")
    return lines.enumerated().map { $0 < lines.count - 1 ? $1 + "\n" : $1 }.filter { !$0.isEmpty }
  }
}
