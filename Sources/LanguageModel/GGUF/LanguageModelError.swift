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

/// A name or text from a file as it may stand in a sentence: in quotes, at most so many scalars long, and without control characters, which could move a terminal's cursor.
func quoted(_ text: some StringProtocol, most: Int = 60) -> String {
  var result = "“"
  for (i, scalar) in text.unicodeScalars.enumerated() {
    if i == most {
      result += "…"
      break
    }
    let isControl = scalar.properties.generalCategory == .control
    result += isControl ? "\\u{" + String(scalar.value, radix: 16) + "}" : String(scalar)
  }
  return result + "”"
}

/// The path of a file as it may stand in a sentence. A long one is cut in the middle: the name at its end
/// tells most.
func quoted(path: String) -> String {
  let scalars = path.unicodeScalars
  guard scalars.count > 80 else { return quoted(path, most: 80) }
  let ends = String(scalars.prefix(24)) + "…" + String(scalars.suffix(55))
  return quoted(ends, most: 80)
}

/// A word that begins with a vowel takes another article.
func article(_ noun: String) -> String {
  "aeiou".contains(noun.first ?? " ") ? "an \(noun)" : "a \(noun)"
}
