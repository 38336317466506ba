/// A part of a chapter: a title, the ids it decides, and what it writes.
///
/// A section stands alone: a reader may run it without the ones before it.
public struct Section {
  /// The title.
  public let title: String
  /// The ids of the claims and corrections that the section decides.
  public let ids: [String]
  let body: (Page) throws -> Void

  /// A section that writes `body` onto the page.
  public init(_ title: String, _ ids: String..., body: @escaping (Page) throws -> Void) {
    self.init(title, ids: ids, body: body)
  }

  /// A section that writes `body` onto the page.
  public init(_ title: String, ids: [String], body: @escaping (Page) throws -> Void) {
    (self.title, self.ids, self.body) = (title, ids, body)
  }
}
