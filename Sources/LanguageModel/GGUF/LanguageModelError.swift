/// What is wrong with a file, a vocabulary or a text, as one sentence for a reader.
///
/// Everything that comes from outside is answered with this; nothing is half done when it is thrown.
public struct LanguageModelError: Error, Equatable, CustomStringConvertible {
  /// The sentence: what was found, and where.
  public let description: String

  /// An error with this sentence.
  public init(_ description: String) {
    self.description = description
  }
}

/// A name or text from a file as it may stand in a sentence: in quotes, at most sixty scalars long,
/// and without control characters, which could move a terminal's cursor.
func quoted(_ text: some StringProtocol) -> String {
  var result = "“"
  for (i, scalar) in text.unicodeScalars.enumerated() {
    if i == 60 {
      result += "…"
      break
    }
    let isControl = scalar.properties.generalCategory == .control
    result += isControl ? "\\u{" + String(scalar.value, radix: 16) + "}" : String(scalar)
  }
  return result + "”"
}

/// A word that begins with a vowel takes another article.
func article(_ noun: String) -> String {
  "aeiou".contains(noun.first ?? " ") ? "an \(noun)" : "a \(noun)"
}
