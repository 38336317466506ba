#if hasFeature(Embedded)
  /// Embedded Swift encodes nothing: pages as JSON are written by programs of the terminal.
  public protocol Encodable {}
#else
  extension Diagram.Part: Encodable {
    /// `{"kind": "grid", "content": {…}}`
    public func encode(to encoder: any Encoder) throws {
      switch self {
      case .grid(let grid): try encoder.encode("grid", grid)
      case .links(let links): try encoder.encode("links", links)
      case .flow(let flow): try encoder.encode("flow", flow)
      case .plane(let plane): try encoder.encode("plane", plane)
      case .stairs(let stairs): try encoder.encode("stairs", stairs)
      case .arrow(let label): try encoder.encode("arrow", label)
      case .lineBreak: try encoder.encode("lineBreak", "")
      }
    }
  }

  /// What a part of a page is, and what it holds.
  private enum KindKey: CodingKey { case kind, content }

  extension Encoder {
    /// `{"kind": "table", "content": {…}}`
    package func encode(_ kind: String, _ content: some Encodable) throws {
      var container = container(keyedBy: KindKey.self)
      try container.encode(kind, forKey: .kind)
      try container.encode(content, forKey: .content)
    }
  }
#endif
