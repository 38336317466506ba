import Foundation
import Testing

/// What a chapter says of itself with `--format json`.
struct Record: Decodable {
  var chapter: Head
  var sections: [Part]
  var checks: [Check]
  var findings: [Finding]
  var holds: Bool

  struct Head: Decodable {
    var program: String
    var title: String
    var knobs: [Knob]
    var claims: [Claim]
    var corrections: [Named]
  }
  struct Knob: Decodable {
    var name: String
    var value: String
  }
  struct Claim: Decodable {
    var id: String
    var statement: String
    var verdict: String
    var words: String
    var basis: String
    var corrections: [String]
  }
  struct Named: Decodable {
    var id: String
  }
  struct Part: Decodable {
    var heading: Heading
    var blocks: [Block]
  }
  struct Heading: Decodable {
    var number: Int?
    var title: String
    var ids: [String]
  }
  struct Block: Decodable {
    var kind: String
    var content: Content
  }
  /// The id of a block, for those that have one.
  struct Content: Decodable {
    var id: String?

    private enum Key: CodingKey { case id }

    init(from decoder: any Decoder) throws {
      id = try? decoder.container(keyedBy: Key.self).decodeIfPresent(String.self, forKey: .id)
    }
  }
  struct Check: Decodable, Equatable {
    var id: String
    var section: Int?
    var statement: String
    var relation: String
    var comparison: String
    var decides: Bool
    var isMistake: Bool
    var holds: Bool
  }
  struct Finding: Decodable {
    var id: String
    var section: Int?
    var expectation: String
    var ifNot: String
    var decides: Bool
  }

  init(_ json: String) throws {
    self = try JSONDecoder().decode(Record.self, from: Data(json.utf8))
  }

  /// The record of a quick run of the whole chapter, with timing.
  static func whole(_ program: Program) async throws -> Record {
    let outcome = try await Runs.shared.outcome(of: program, ["--quick", "--format", "json"])
    #expect(outcome.status == 0 && outcome.errors == "")
    return try Record(outcome.output)
  }

  var numbered: [Part] { sections.filter { $0.heading.number != nil } }
}
