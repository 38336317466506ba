import Testing

/// Something that a programmer may do wrong, and the sentence that tells.
struct Mistake: Sendable {
  /// What the program says on standard error before it stops, or the part of it that counts.
  var sentence: String
  var location: SourceLocation
  var make: @Sendable () throws -> Void

  init(
    _ sentence: String, fileID: String = #fileID, filePath: String = #filePath, line: Int = #line,
    column: Int = #column, _ make: @escaping @Sendable () throws -> Void
  ) {
    (self.sentence, self.make) = (sentence, make)
    location = SourceLocation(fileID: fileID, filePath: filePath, line: line, column: column)
  }

  static let all =
    numbers + kernels + norms + positions + attention + caches + models + training + notebook
    + workbench
    + experiments
}
