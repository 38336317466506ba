import Contents
import Foundation
import Testing

typealias Record = ChapterRecord

extension ChapterRecord {
  init(_ json: String) throws {
    self = try JSONDecoder().decode(Record.self, from: Data(json.utf8))
  }

  /// The record of a quick run of the whole chapter, with timing.
  static func whole(_ program: Program) async throws -> Record {
    let outcome = try await Runs.shared.outcome(of: program, ["--quick", "--format", "json"])
    #expect(outcome.status == 0 && outcome.errors == "")
    return try Record(outcome.output)
  }

  /// The options of a quick run that measures no times.
  static let untimed = ["--quick", "--no-timing", "--format", "json"]

  var numbered: [Part] { sections.filter { $0.heading.number != nil } }
}
