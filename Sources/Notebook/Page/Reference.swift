import Foundation

/// A source that the text refers to by authors and year: pages make a link of every mention.
public struct Reference: Sendable, Codable, Equatable {
  /// As the text says it: `Su et al., 2021`.
  public var name: String
  /// Where it can be read.
  public var address: String

  /// A source with its address.
  public init(_ name: String, at address: String) {
    (self.name, self.address) = (name, address)
  }

  /// A paper on arXiv.
  public init(_ name: String, arXiv number: String) {
    self.init(name, at: "https://arxiv.org/abs/" + number)
  }
}

extension [Reference] {
  /// The text with each mention of a source, and each number of a paper on arXiv, as a link.
  package func linked(in spans: [Span]) -> [Span] {
    spans.flatMap { span -> [Span] in
      guard case .plain(let text) = span else { return [span] }
      return linked(text)
    }
  }

  private func linked(_ text: String) -> [Span] {
    var spans: [Span] = []
    var rest = text[...]
    while let (range, address) = next(in: rest) {
      if range.lowerBound > rest.startIndex {
        spans.append(.plain(String(rest[..<range.lowerBound])))
      }
      spans.append(.link(String(rest[range]), address: address))
      rest = rest[range.upperBound...]
    }
    if !rest.isEmpty { spans.append(.plain(String(rest))) }
    return spans
  }

  private func next(in text: Substring) -> (Range<Substring.Index>, String)? {
    var found: [(Range<Substring.Index>, String)] = compactMap { reference in
      text.range(of: reference.name).map { ($0, reference.address) }
    }
    if let match = text.firstMatch(of: /arXiv (\d{4}\.\d{4,5})/) {
      found.append((match.range, "https://arxiv.org/abs/" + match.1))
    }
    // Of two that begin together the longer one.
    return found.min {
      $0.0.lowerBound != $1.0.lowerBound
        ? $0.0.lowerBound < $1.0.lowerBound : $0.0.upperBound > $1.0.upperBound
    }
  }
}
