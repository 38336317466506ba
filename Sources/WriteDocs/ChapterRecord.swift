/// What a chapter says of itself with `--format json`, as far as the index and the list of claims
/// need it.
struct ChapterRecord: Decodable {
  var chapter: Head
  var sections: [Part]
  var checks: [Check]

  struct Head: Decodable {
    var program: String
    var title: String
    var introduction: [String]
    var claims: [Claim]
    var corrections: [Correction]
  }

  struct Claim: Decodable {
    var id: String
    var statement: String
    var corrections: [String]
    /// Whether the chapter says so itself, and not the notes.
    var isOurs: Bool?
  }

  struct Correction: Decodable {
    var id: String
    var notes: String
    var right: String
  }

  struct Part: Decodable {
    var heading: Heading
  }

  struct Heading: Decodable {
    /// `nil` for the closing parts that every chapter has.
    var number: Int?
    var title: String
    var ids: [String]
  }

  struct Check: Decodable {
    var id: String
    var section: Int?
    var statement: String
    /// `0.00012 ≤ 0.001`
    var comparison: String
    var isMistake: Bool
    var holds: Bool
  }

  /// The checks of a claim, without the mistakes made on purpose.
  func checks(of id: String) -> [Check] { checks.filter { $0.id == id && !$0.isMistake } }

  /// The sections whose heading names an id.
  func sections(of id: String) -> [Int] {
    sections.filter { $0.heading.ids.contains(id) }.compactMap(\.heading.number)
  }
}
