/// Turns blocks into text, one at a time. A renderer knows no chapter.
protocol Renderer: AnyObject {
  /// The text of one more block; empty when the text is only known at the end.
  func show(_ block: Block) throws -> String
  /// What a block says that was shown folded; `nil` if it was not.
  func unfolded(_ block: Block) -> String?
  /// What remains to be said after the last block.
  func finish() throws -> String
}

extension Renderer {
  /// Nothing is folded that could be unfolded later.
  func unfolded(_ block: Block) -> String? { nil }
}
