import Contents
import Foundation
import LanguageModel
import Mini
import Testing

@testable import Notebook

private let publishedModel = ProcessInfo.processInfo.environment["FIELD_NOTES_MODEL"]

/// The chapters whose last section looks at a published model.
private let chapters = Chapters.programs.filter(Chapters.withPublishedModel.contains)
  .map(Program.init)

/// The last sections of the chapters: without a file, with a wrong one, with small random models of all
/// families, and with a published one.
@Suite struct RealWeightsTests {
  @Test func someChaptersHaveSuchASection() { #expect(chapters.count == 4) }

  @Test func whatIsKeptOfThemCanBeRead() throws {
    let package = try #require(PackageFolder.url())
    #expect(RealWeightsPage.keptRecording(in: package)?.sections.isEmpty == false)
  }

  @Test(arguments: chapters)
  func withoutAFileTheSectionSaysWhatItWouldShow(chapter: Program) async throws {
    let whole = try await Record.whole(chapter)
    let last = try #require(whole.numbered.last?.heading.number)
    let text = try await chapter.run(["--section", "\(last)"]).output
    #expect(text.contains("--model FILE") && text.contains("Docs/real-weights.md"))
  }

  @Test(arguments: chapters)
  func aWrongFileIsOneSentence(chapter: Program) async throws {
    let files = try TemporaryFolder()
    try files.write("not a model", to: "text")
    for path in ["/nowhere/at/all", "/dev/null", files.url("text").path] {
      let outcome = try await chapter.run(["--model", path, "--quick", "--section", "1"])
      #expect(outcome.exited && outcome.status == 1 && outcome.output == "", "\(outcome)")
      #expect(outcome.errors.hasPrefix("\(chapter.testDescription): "))
      #expect(outcome.errors.hasSuffix(".\n") && outcome.errors.split(separator: "\n").count == 1)
    }
    let empty = try await chapter.run(["--model", ""])
    #expect(empty.status == 64 && empty.errors.contains("--model cannot be ''"))
  }

  /// What holds for trained weights only may fail here; what holds to the last bit must not.
  @Test(arguments: chapters, [(false, false), (true, false), (false, true)])
  func smallModelsOfAllFamiliesAreLookedAt(
    chapter: Program, kind: (bias: Bool, headNorms: Bool)
  ) async throws {
    var sizes = TransformerConfiguration()
    (sizes.layers, sizes.width, sizes.queryHeads, sizes.kvHeads) = (2, 32, 4, 2)
    (sizes.feedForwardWidth, sizes.vocabulary, sizes.contextLength) = (64, 257, 160)
    (sizes.attentionBias, sizes.headNorms) = kind
    sizes.eps = Double(Float(1e-5))
    sizes.positions = .rotary(layout: kind == (false, false) ? .interleaved : .halves)
    let files = try TemporaryFolder()
    let path = files.url("model.gguf").path
    try Transformer(sizes, seed: 3).write(to: path, vocabulary: .bytes)
    let last = try #require(await Record.whole(chapter).numbered.last?.heading.number)
    let outcome = try await chapter.run(
      ["--model", path, "--section", "\(last)", "--no-timing", "--format", "json"])
    #expect(outcome.exited && [0, 1].contains(outcome.status), "\(outcome)")
    #expect(outcome.errors == "")
    let record = try Record(outcome.output)
    let section = try #require(record.numbered.first)
    let decided = section.all.flatMap(\.checks).map(\.id)
    #expect(Set(section.heading.ids) == Set(decided))
    let exact = record.checks.filter { check in
      ["that differ", "the same"].contains { check.statement.contains($0) }
    }
    #expect(!exact.contains { !$0.holds })
    if chapter.testDescription != "chapter-rope" { #expect(!exact.isEmpty) }
  }

  @Test(
    .enabled(
      if: publishedModel != nil,
      "FIELD_NOTES_MODEL does not name SmolLM2-135M-Instruct.Q4_1.gguf"),
    arguments: chapters)
  func theClaimsHoldInAPublishedModel(chapter: Program) async throws {
    let last = try #require(await Record.whole(chapter).numbered.last?.heading.number)
    let outcome = try await chapter.run(
      ["--model", try #require(publishedModel), "--section", "\(last)", "--quick", "--no-timing"])
    #expect(outcome.status == 0 && outcome.errors == "", "\(outcome)")
  }
}
