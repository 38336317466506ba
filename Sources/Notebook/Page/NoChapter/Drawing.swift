/// A picture that another program has drawn.
public struct Drawing: Sendable, Codable, Equatable {
  /// What it shows; the first words name its file.
  public var caption: String
  /// One sentence that says what to look for in it.
  public var lookFor: String
  /// What it shows, for readers who do not see it.
  public var alternative: String
  /// The picture as an SVG file of its own.
  public var svg: String

  /// A name for its file.
  var slug: String { Figure.slug(of: caption) }
}
