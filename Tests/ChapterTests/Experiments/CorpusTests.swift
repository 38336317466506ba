import Foundation
import Notebook
import Testing
import TrainingExperiments

@testable import chapter_training

/// What a reader may hand to `--corpus`, and what is refused with a sentence.
@Suite struct CorpusTests {
  private let chapter = Program("chapter-training")

  @Test func mostOfATextIsLearnedAndTheRestHeldOut() throws {
    let text = String(repeating: "Time flies fast. ", count: 100)
    let corpus = try Corpus(Data(text.utf8), name: "x")
    #expect(corpus.training + corpus.heldOut == text.utf8.map(Int.init))
    #expect(corpus.heldOut.count == 170)
    let texts = corpus.texts(step: 3, seed: 1)
    #expect(texts.count == 16 && texts.allSatisfy { $0.count == 65 })
    #expect(texts == corpus.texts(step: 3, seed: 1))
    #expect(texts != corpus.texts(step: 4, seed: 1))
    #expect(corpus.heldOutTexts.count == 2)
    #expect(corpus.heldOutTexts[1].first == corpus.heldOutTexts[0].last)
    #expect(corpus.tableLosses.bigram < corpus.tableLosses.unigram)
  }

  @Test func whatCannotBeLearnedFromIsOneSentence() async throws {
    let files = try TemporaryFolder()
    try files.write("", to: "empty")
    try files.write(String(repeating: "a", count: 129), to: "short")
    try files.write(String(repeating: "a\u{0}", count: 200), to: "zeros")
    try Data(repeating: 0xFF, count: 400).write(to: files.url("bytes"))
    #expect(mkfifo(files.url("fifo").path, 0o600) == 0)
    let wrong = [
      ("missing", "there is no such file"), ("empty", "is empty"), ("short", "129 bytes"),
      ("zeros", "its byte 1 is 0"), ("bytes", "not UTF-8"), (".", "is not a file of text"),
      ("fifo", "is not a file of text"),
    ]
    for (name, words) in wrong {
      let outcome = try await chapter.run(["--corpus", files.url(name).path])
      #expect(outcome.exited && outcome.status == 64 && outcome.output == "", "\(name)")
      #expect(outcome.errors.contains(words), "\(name): \(outcome.errors)")
      #expect(outcome.errors.split(separator: "\n").count == 1 && outcome.errors.hasSuffix(".\n"))
    }
  }

  /// A text of the reader's is learned, written and kept.
  @Test func aTextIsLearned() async throws {
    let files = try TemporaryFolder()
    try files.write(String(repeating: "Time flies fast. ", count: 100), to: "text")
    let model = files.url("model.gguf")
    let outcome = try await chapter.run([
      "--corpus", files.url("text").path, "--section", "7-8", "--steps", "30", "--no-timing",
      "--save", model.path,
    ])
    #expect(outcome.status == 0 && outcome.errors == "", "\(outcome.errors)")
    #expect(outcome.output.contains("after step") && outcome.output.contains("Time flies"))
    #expect(try Data(contentsOf: model).count > 400_000)
  }
}

/// Knobs of the chapter on training that do not fit together.
@Suite struct TrainingKnobTests {
  private let chapter = Program("chapter-training")

  @Test(arguments: [
    (["--learning-rate", "0"], "above 0"), (["--learning-rate", "-1"], "above 0"),
    (["--learning-rate", "nan"], "above 0"), (["--steps", "0"], "from 1 to"),
    (["--query-heads", "7"], "cannot share"), (["--kv-heads", "3"], "heads"),
    (["--model-width", "65536", "--layers", "1024"], "parameters takes"),
    (["--norm", "layer", "--save", "x.gguf"], "kind of norm “layer”"),
    (["--positions", "alibi", "--save", "x.gguf"], "this model has ALiBi"),
  ])
  func areRefusedWithASentence(arguments: [String], words: String) async throws {
    let outcome = try await chapter.run(arguments)
    #expect(outcome.exited && outcome.status == 64 && outcome.output == "")
    #expect(outcome.errors.contains(words), "\(outcome.errors)")
    #expect(outcome.errors.split(separator: "\n").count == 1 && outcome.errors.hasSuffix(".\n"))
  }

  /// What cannot be written is no wrong option.
  @Test(arguments: [("/nowhere/x.gguf", "there is no folder '/nowhere'"), ("/", "a folder")])
  func placesThatCannotBeWritten(path: String, words: String) async throws {
    let outcome = try await chapter.run(["--save", path])
    #expect(outcome.exited && outcome.status == 1 && outcome.output == "")
    #expect(outcome.errors.contains(words), "\(outcome.errors)")
  }

  @Test func aRunThatDivergesIsReported() async throws {
    let outcome = try await chapter.run([
      "--section", "7-8", "--steps", "20", "--learning-rate", "1e30", "--no-timing",
    ])
    #expect(outcome.status == 0 && outcome.errors == "", "\(outcome.errors)")
    #expect(outcome.output.contains("The run has diverged: in step"))
  }

  @Test(arguments: ["layer", "partial", "none"], ["alibi", "sinusoidal", "learned", "none"])
  func everyNormAndPositionLearns(norm: String, positions: String) async throws {
    let outcome = try await chapter.run([
      "--section", "7", "--quick", "--steps", "30", "--norm", norm, "--positions", positions,
      "--no-timing",
    ])
    #expect(outcome.status == 0 && outcome.errors == "", "\(outcome.errors)")
  }
}
