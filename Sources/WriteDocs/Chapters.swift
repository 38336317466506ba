/// The chapters in the order in which a reader should meet them. This is the only list of them in the
/// code; a new chapter is added here and to `Package.swift`.
enum Chapters {
  /// The names of the programs.
  static let programs = [
    "chapter-rmsnorm", "chapter-rope", "chapter-kv-cache", "chapter-gqa", "chapter-machine",
  ]

  /// The page of a program: `rope.md` for `chapter-rope`.
  static func page(of program: String) -> String {
    (program.hasPrefix("chapter-") ? String(program.dropFirst(8)) : program) + ".md"
  }
}
