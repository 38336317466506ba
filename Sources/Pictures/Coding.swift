#if hasFeature(Embedded)
  /// Embedded Swift encodes nothing: pages as JSON are written and read by programs of the terminal.
  public protocol Codable {}
#else
  extension Diagram.Part: Codable {
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

    /// The part that was encoded.
    public init(from decoder: any Decoder) throws {
      switch try decoder.kind() {
      case "grid": self = .grid(try decoder.content())
      case "links": self = .links(try decoder.content())
      case "flow": self = .flow(try decoder.content())
      case "plane": self = .plane(try decoder.content())
      case "stairs": self = .stairs(try decoder.content())
      case "arrow": self = .arrow(try decoder.content())
      case "lineBreak": self = .lineBreak
      case let kind: throw decoder.unknown(kind)
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

  extension Decoder {
    /// What `{"kind": "table", "content": {…}}` is.
    package func kind() throws -> String {
      try container(keyedBy: KindKey.self).decode(String.self, forKey: .kind)
    }

    /// What it holds.
    package func content<Content: Decodable>() throws -> Content {
      try container(keyedBy: KindKey.self).decode(Content.self, forKey: .content)
    }

    /// The error about a kind that nobody knows.
    package func unknown(_ kind: String) -> DecodingError {
      .dataCorrupted(
        .init(codingPath: codingPath, debugDescription: "there is no kind '\(kind)'"))
    }
  }
#endif
