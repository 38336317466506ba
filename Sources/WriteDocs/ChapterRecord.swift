/// What a chapter says of itself with `--record`, as far as the index and the ledger need it.
struct ChapterRecord: Decodable {
  var chapter: Head
  var sections: [Part]
  var checks: [Check]
  var findings: [Finding]
  var timings: [Timing]

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
    /// `shown in part`
    var verdict: String
    /// What more the verdict says.
    var words: String
    /// `check`, `times` or `source`: what the verdict rests on.
    var basis: String
    var corrections: [String]
    /// Whether the chapter says so itself, and not the notes.
    var isOurs: Bool
  }

  struct Correction: Decodable {
    var id: String
    /// `correction`, `oftenHeard` or `missing`
    var kind: String
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
    var decides: Bool
    var isMistake: Bool
  }

  struct Finding: Decodable {
    var id: String
    var section: Int?
    var expectation: String
    /// `measured 3.1×, expected at least 2×: as expected on this machine`
    var verdict: String
    var decides: Bool
  }

  struct Timing: Decodable {
    var machine: String
    var date: String?
  }

  /// The check on which the verdict on a claim rests.
  func decidingCheck(of id: String) -> Check? { checks.first { $0.id == id && $0.decides } }

  /// The sections whose heading names an id.
  func sections(of id: String) -> [Int] {
    sections.filter { $0.heading.ids.contains(id) }.compactMap(\.heading.number)
  }
}
