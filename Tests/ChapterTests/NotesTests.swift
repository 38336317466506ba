import Contents
import Foundation
import Testing

@testable import Notebook
@testable import write_docs

/// The walk through the notes: it says what the chapters say, in a few minutes.
@Suite struct NotesTests {
  private let notes = Program(Chapters.notes)

  private func blocks(_ options: [String] = []) async throws -> [Block] {
    let run = try await Runs.shared.outcome(of: notes, Record.untimed + options)
    #expect(run.status == 0 && run.errors == "", "\(options): \(run.errors)")
    return try Recording(json: Data(run.output.utf8)).blocks
  }

  private func statements() async throws -> [Statement] {
    try await blocks().compactMap {
      if case .statement(let statement) = $0 { statement } else { nil }
    }
  }

  /// The kept ledger is what the chapters say today, the sections among it.
  @Test func verdictsAreThoseOfTheChapters() async throws {
    var records: [Record] = []
    for chapter in Program.chapters { records.append(try await .whole(chapter)) }
    let (kept, now) = (try KeptLedger.kept(), KeptLedger(records))
    for statement in now.statements {
      #expect(kept[statement.id] == statement, "write it anew with: swift run write-docs")
    }
    #expect(kept == now)
  }

  @Test func everyStatementOfTheNotesAppears() async throws {
    let (shown, kept) = (try await statements(), try KeptLedger.kept())
    #expect(Set(shown.map(\.id)).count == shown.count)
    for statement in kept.statements where statement.verdict != Statement.missing {
      #expect(shown.contains(statement), "\(statement.id): \(statement.words)")
    }
    for statement in shown { #expect(kept[statement.id] == statement) }
  }

  /// Each is followed by what decides it, and most of them by a number.
  @Test func everyStatementIsDiscussed() async throws {
    let blocks = try await blocks()
    var withNumbers = 0
    for (block, next) in zip(blocks, blocks.dropFirst()) {
      guard case .statement(let statement) = block else { continue }
      guard case .text(let text) = next else {
        Issue.record("nothing is said of \(statement.id)")
        continue
      }
      if text.contains(where: \.isNumber) { withNumbers += 1 }
      let checks = blocks.flatMap(\.checks).filter { $0.id == statement.id }
      #expect(!checks.isEmpty || statement.verdict == "only quoted", "\(statement.id)")
    }
    #expect(withNumbers >= 30)
  }

  @Test(arguments: 2...6) func checksHoldWithOtherSeeds(seed: Int) async throws {
    for check in try await blocks(["--seed", "\(seed)"]).flatMap(\.checks) {
      #expect(check.holds, "\(check.statement): \(check.comparison)")
    }
  }

  @Test func isReadInSixMinutes() async throws {
    let counts = PageCounts(try await blocks())
    #expect(counts.words <= 2000, "\(counts)")
    #expect(counts.pictures <= 8 && counts.tables <= 4)
  }

  @Test func picturesStandWithTheirStatements() async throws {
    let pictures = try await blocks().count { $0.figure != nil }
    #expect(pictures >= 6)
  }

  @Test func comesFirst() async throws {
    let list = try await Program("chapters").run([])
    #expect(list.output.hasPrefix("0  notes "))
    #expect(list.output.contains("Begin with: swift run notes"))
  }

  @Test(arguments: ["--brief", "--thorough", "--model=x"])
  func whatItHasNotIsRefused(option: String) async throws {
    let outcome = try await notes.run([option])
    #expect(outcome.status == 64 && outcome.output == "")
    #expect(outcome.errors.split(separator: "\n").count == 1)
  }
}
