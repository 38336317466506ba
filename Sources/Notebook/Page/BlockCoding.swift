// Blocks as JSON, and blocks from it.

extension Block: Codable {
  private enum Key: CodingKey { case isMeasured, live }

  /// The block itself where measured time or a reader's hand has a part in it.
  var unmeasured: Block {
    switch self {
    case .measured(let block), .live(_, let block): block.unmeasured
    default: self
    }
  }

  /// Its times, those that are folded away among them.
  var timings: [Timing] {
    switch self {
    case .timing(let timing): [timing]
    case .deeper(let group): group.blocks.flatMap(\.timings)
    case .measured(let block): block.timings
    default: []
    }
  }

  /// `{"kind": "table", "content": {…}}`, with `"isMeasured": true` where time has a part in it and
  /// `"live": {…}` where a reader can move it.
  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .title(let title): try encoder.encode("title", title)
    case .section(let heading): try encoder.encode("section", heading)
    case .step(let step): try encoder.encode("step", step)
    case .proof(let proof): try encoder.encode("proof", proof)
    case .contents(let contents): try encoder.encode("contents", contents)
    case .result(let result): try encoder.encode("result", result)
    case .furtherChecks(let further): try encoder.encode("furtherChecks", further)
    case .deeper(let group): try encoder.encode("deeper", group)
    case .text(let text): try encoder.encode("text", text)
    case .list(let items): try encoder.encode("list", items)
    case .formula(let formula): try encoder.encode("formula", formula)
    case .claim(let claim): try encoder.encode("claim", claim)
    case .statement(let statement): try encoder.encode("statement", statement)
    case .correction(let correction): try encoder.encode("correction", correction)
    case .question(let question): try encoder.encode("question", question)
    case .code(let code): try encoder.encode("code", code)
    case .table(let table): try encoder.encode("table", table)
    case .plot(let plot): try encoder.encode("plot", plot)
    case .heatMap(let map): try encoder.encode("heatMap", map)
    case .diagram(let diagram): try encoder.encode("diagram", diagram)
    case .check(let check): try encoder.encode("check", check)
    case .finding(let finding): try encoder.encode("finding", finding)
    case .timing(let timing): try encoder.encode("timing", timing)
    case .summary(let summary): try encoder.encode("summary", summary)
    case .next(let next): try encoder.encode("next", next)
    case .definitions(let definitions): try encoder.encode("definitions", definitions)
    case .drawing(let drawing): try encoder.encode("drawing", drawing)
    case .live(let live, let block):
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(live, forKey: .live)
      try block.encode(to: encoder)
    case .measured(let block):
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(true, forKey: .isMeasured)
      try block.encode(to: encoder)
    }
  }

  /// The block that was encoded.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    var block = try Block(unmeasured: decoder)
    if let live = try container.decodeIfPresent(Live.self, forKey: .live) {
      block = .live(live, block)
    }
    let isMeasured = try container.decodeIfPresent(Bool.self, forKey: .isMeasured)
    self = isMeasured == true ? .measured(block) : block
  }

  private init(unmeasured decoder: any Decoder) throws {
    switch try decoder.kind() {
    case "title": self = .title(try decoder.content())
    case "section": self = .section(try decoder.content())
    case "step": self = .step(try decoder.content())
    case "proof": self = .proof(try decoder.content())
    case "contents": self = .contents(try decoder.content())
    case "result": self = .result(try decoder.content())
    case "furtherChecks": self = .furtherChecks(try decoder.content())
    case "deeper": self = .deeper(try decoder.content())
    case "text": self = .text(try decoder.content())
    case "list": self = .list(try decoder.content())
    case "formula": self = .formula(try decoder.content())
    case "claim": self = .claim(try decoder.content())
    case "statement": self = .statement(try decoder.content())
    case "correction": self = .correction(try decoder.content())
    case "question": self = .question(try decoder.content())
    case "code": self = .code(try decoder.content())
    case "table": self = .table(try decoder.content())
    case "plot": self = .plot(try decoder.content())
    case "heatMap": self = .heatMap(try decoder.content())
    case "diagram": self = .diagram(try decoder.content())
    case "check": self = .check(try decoder.content())
    case "finding": self = .finding(try decoder.content())
    case "timing": self = .timing(try decoder.content())
    case "summary": self = .summary(try decoder.content())
    case "next": self = .next(try decoder.content())
    case "definitions": self = .definitions(try decoder.content())
    case "drawing": self = .drawing(try decoder.content())
    case let kind: throw decoder.unknown(kind)
    }
  }
}
