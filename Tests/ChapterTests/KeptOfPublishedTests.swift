import Contents
import Foundation
import Notebook
import Testing

@testable import Workbench
@testable import chapter_gqa
@testable import chapter_kv_cache
@testable import chapter_rmsnorm
@testable import chapter_rope

private let publishedModel = ProcessInfo.processInfo.environment["FIELD_NOTES_MODEL"]

private let studies =
  RMSNormChapter().published + RoPEChapter().published + KVCacheChapter().published
  + GQAChapter().published

/// What chapters keep of a published model for readers who have none.
@Suite struct KeptOfPublishedTests {
  private static func text(_ path: String) throws -> String {
    let package = try #require(PackageFolder.url())
    return try String(contentsOf: package.appendingPathComponent(path), encoding: .utf8)
  }

  @Test func everyTableIsKeptAsItIsWritten() throws {
    for study in studies {
      let table = try #require(try PublishedTable.kept(study))
      #expect(table.text == (try Self.text(study.path)), "\(study.name)")
    }
  }

  @Test func noTableIsLeftOver() throws {
    let package = try #require(PackageFolder.url())
    let names = try FileManager.default.contentsOfDirectory(
      atPath: package.appendingPathComponent(PublishedStudy.folder).path)
    #expect(names.sorted() == studies.map { $0.name + ".csv" }.sorted())
  }

  @Test func aTableOfAnotherStudyIsRefused() throws {
    let study = PublishedStudy("x", about: "", rows: "layer", results: ["share"]) { _ in [] }
    #expect(throws: InputError.self) { try PublishedTable(study, reading: "layer,loss\n0,1\n") }
    #expect(throws: InputError.self) { try PublishedTable(study, reading: "layer,share\n0,1,2\n") }
    #expect(throws: InputError.self) { try PublishedTable(study, reading: "layer,share\n") }
    let table = try PublishedTable(study, reading: "# x\nlayer,share\n0,0.25\n1,0.5\n")
    #expect(table["share"] == [0.25, 0.5] && table["1", "share"] == 0.5)
  }

  /// The page was written with the file at hand; without it the same rows come from what is kept.
  @Test(arguments: Chapters.programs.filter(Chapters.withPublishedModel.contains))
  func withoutAFileTheRowsAreThoseOfThePage(program: String) async throws {
    let page = try Self.text("Docs/real-weights.md")
    let chapter = Program(program)
    let last = try #require(await Record.whole(chapter).numbered.last?.heading.number)
    let outcome = try await chapter.run(
      ["--section", "\(last)", "--no-timing", "--format", "markdown"])
    #expect(outcome.status == 0 && outcome.errors == "")
    // Behind the section stands a list of its checks.
    let end = outcome.output.range(of: "\n**", options: .backwards)?.lowerBound
    for row in outcome.output[..<(try #require(end))].split(separator: "\n")
    where row.hasPrefix("| ") {
      #expect(page.contains(row), "\(row)")
    }
  }

  @Test func whatIsNotKeptIsRefused() async throws {
    let alone = try await Program("chapter-rmsnorm").run(["--keep", "DIR"])
    #expect(alone.status == 64 && alone.output == "")
    #expect(alone.errors.contains("--keep goes with --thorough, or with --model FILE"))
  }

  /// Measured anew, all numbers have the bits that are kept.
  @Test(
    .enabled(
      if: publishedModel != nil,
      "FIELD_NOTES_MODEL does not name SmolLM2-135M-Instruct.Q4_1.gguf"),
    arguments: studies.map(\.name))
  func whatIsMeasuredAnewIsWhatIsKept(name: String) throws {
    let study = try #require(studies.first { $0.name == name })
    let real = try RealModel(path: try #require(publishedModel))
    let subject = PublishedStudy.Subject(
      real: real, model: try real.transformer(), isQuick: false
    ) { _, _ in }
    let table = PublishedTable(study, rows: try study.measure(subject))
    #expect(table.text == (try Self.text(study.path)))
  }
}
