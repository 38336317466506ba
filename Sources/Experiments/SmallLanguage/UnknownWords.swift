extension UnknownWords: CustomStringConvertible {
  /// A sentence that names them, without anything that a terminal might obey.
  package var description: String {
    let shown = words.prefix(5).map { word in
      let harmless = word.unicodeScalars.filter {
        ![.control, .format].contains($0.properties.generalCategory)
      }
      return "“" + String(String.UnicodeScalarView(harmless).prefix(20)) + "”"
    }
    let rest = words.count > 5 ? " and \(words.count - 5) more" : ""
    return "the small language has no word \(shown.joined(separator: ", "))\(rest)"
  }
}
