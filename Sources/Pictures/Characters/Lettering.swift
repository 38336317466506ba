/// The characters that a terminal can show: all of them, or those of ASCII alone.
package struct Lettering {
  private let spelling: ((String) -> String)?

  /// Every character.
  package static var unicode: Lettering { Lettering(spelling: nil) }

  /// ASCII alone; `spelling` writes a text with its characters.
  package static func ascii(_ spelling: @escaping (String) -> String) -> Lettering {
    Lettering(spelling: spelling)
  }

  /// Whether every character can be shown.
  package var isUnicode: Bool { spelling == nil }

  /// The text in characters that can be shown.
  package func spell(_ text: String) -> String { spelling?(text) ?? text }
}
