import Foundation
import Testing

@testable import Notebook

/// What a chapter says of itself in JSON.
typealias Record = Recording

extension Recording {
  init(_ json: String) throws { try self.init(json: Data(json.utf8)) }

  /// The record of a quick run of the whole chapter, with timing.
  static func whole(_ program: Program) async throws -> Record {
    try await Runs.shared.recording(of: program, ["--quick", "--format", "json"])
  }

  /// The options of a quick run that measures no times.
  static let untimed = ["--quick", "--no-timing", "--format", "json"]

  /// The record of a quick run without times, from which every format can be made.
  static func untimed(_ program: Program) async throws -> Record {
    try await Runs.shared.untimed(program).recording
  }

  var numbered: [Part] { sections.filter { $0.heading.number != nil } }
}

extension Recording.Part {
  /// The blocks with those that are folded away.
  var all: [Block] { blocks.flatMap(\.all) }
}

extension Block {
  /// The block, or those that it folds away.
  var all: [Block] {
    switch unmeasured {
    case .deeper(let group): group.blocks.flatMap(\.all)
    case .furtherChecks(let further): further.checks.map { .check($0) }
    default: [unmeasured]
    }
  }

  /// What the block decides or corrects, if it does.
  var decidedID: String? {
    switch self {
    case .check(let check): check.id
    case .finding(let finding): finding.id
    case .correction(let correction): correction.id
    default: nil
    }
  }
}
