import Base

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

  /// Throws the sentence where `holds` is false.
  package static func check(
    _ holds: Bool, _ sentence: @autoclosure () -> String
  ) throws(ModelError) {
    if !holds { throw ModelError(sentence()) }
  }

  /// Throws "`name` must be at least `smallest`, not …" for a count that is not.
  package static func require(
    _ count: Int, atLeast smallest: Int, _ name: String
  ) throws(ModelError) {
    try check(count >= smallest, "\(name) must be at least \(smallest), not \(count)")
  }

  /// Throws "`name` must be at least 1, not …" for a count that is not.
  package static func require(_ count: Int, atLeastOne name: String) throws(ModelError) {
    try require(count, atLeast: 1, name)
  }

  /// Throws "`what` would not fit into …" for more numbers than there is memory.
  package static func requireMemory(for count: Count, _ what: String) throws(ModelError) {
    try check(
      count.fitsIntoMemory, "\(what) would not fit into \(Count.memoryOfThisMachine)")
  }
}
