import Require

/// What is wrong with the sizes of a model, a cache or a text, as a sentence for a reader.
///
/// Thrown for what comes from outside: an option, a file, a prompt. Nothing is changed when it is
/// thrown; a cache in particular is left as it was.
public struct ModelError: Error, Equatable, CustomStringConvertible {
  /// The sentence.
  public let description: String

  package init(_ description: String) {
    self.description = description
  }

  /// Throws "`name` must be at least 1, not …" for a count that is not.
  package static func require(_ count: Int, atLeastOne name: String) throws(ModelError) {
    if count < 1 { throw ModelError("\(name) must be at least 1, not \(count)") }
  }
}
