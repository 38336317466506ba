/// What a term means: an entry of a glossary, to which links lead.
public struct Definition: Sendable, Codable, Equatable {
  /// The term as the entry shows it.
  public var term: String
  /// The name of the place on the page, `sliding-window`.
  public var anchor: String
  /// What the term means here.
  public var meaning: String
  /// Where it is explained, as links; empty for nowhere.
  public var places: String

  /// An entry.
  public init(_ term: String, anchor: String, meaning: String, places: String) {
    (self.term, self.anchor) = (term.oneLine, anchor)
    (self.meaning, self.places) = (meaning.oneLine, places.oneLine)
  }
}

extension Page {
  /// Terms and what they mean.
  public func definitions(_ definitions: [Definition]) { emit(.definitions(definitions)) }
}
