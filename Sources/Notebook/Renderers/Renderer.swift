/// Turns blocks into text, one at a time. A renderer knows no chapter.
protocol Renderer: AnyObject {
  /// The text of one more block; empty when the text is only known at the end.
  func show(_ block: Block) throws -> String
  /// What remains to be said after the last block.
  func finish() throws -> String
}
