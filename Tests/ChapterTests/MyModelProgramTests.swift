import ExerciseCases
import Foundation
import LanguageModel
import Mini
import Testing

@testable import my_model

@Suite struct MyModelProgramTests {
  private let program = Program("my-model")

  /// Whoever has written something sees his own model; without that everything is lent, and writes.
  @Test func itRunsWithWhatThereIs() async throws {
    let outcome = try await program.run([])
    #expect(outcome.exited && outcome.output.contains("Yours: "))
    guard outcome.output.contains("Yours: 0 of 16.") else { return }
    #expect(outcome.status == 0 && outcome.errors.isEmpty)
    #expect(outcome.output.contains("Next: `swift run my-model --exercise product`"))
    #expect(outcome.output.contains("These are the 64 tokens that `Mini` writes, one for one."))
  }

  @Test func thePathIsToldAsAWhole() async throws {
    let outcome = try await program.run(["--exercises"])
    #expect(outcome.exited && outcome.output.contains(" of 23 exercises are right."))
    for part in Part.path { #expect(outcome.output.contains(" \(part.rawValue): "), "\(part)") }
    let json = try await program.run(["--exercise", "angle", "--format", "json"])
    #expect(json.output.contains("\"name\" : \"angle\""))
  }

  @Test(arguments: [
    (["--new-tokens", "0"], 64, "--new-tokens cannot be '0': it must be at least 1."),
    (["--new-tokens", "-3"], 64, "--new-tokens cannot be '-3': it must be at least 1."),
    (["--new-tokens", "9999999"], 1, "the context has room for"),
    (["--prompt", " "], 64, "--prompt cannot be empty"),
    (["--prompt", "Hello world"], 1, "the small language has no word “Hello”, “world”."),
    (["--model", "none.gguf"], 1, "none.gguf"), (["--model", ""], 64, "the name of a file"),
    (["--exercise", "angel"], 64, "angle"), (["--width", "3"], 64, "from 40 to 400"),
    (["--output", "x"], 64, "--output goes with --page."), (["word"], 64, "word"),
  ])
  func badInputIsASentence(arguments: [String], status: Int32, words: String) async throws {
    let outcome = try await program.run(arguments)
    #expect(outcome.exited && outcome.status == status, "\(outcome.status) \(outcome.errors)")
    #expect(outcome.errors.contains(words), "\(outcome.errors)")
    #expect(outcome.errors.hasPrefix("my-model: "))
    #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
  }

  /// What the path has no parts for is refused in a sentence that names it.
  @Test(arguments: ["biases", "norms of queries and keys", "a scaled rotation"])
  func whatThePathDoesNotCoverIsRefused(what: String) throws {
    var c = TransformerConfiguration()
    (c.layers, c.width, c.queryHeads, c.kvHeads) = (1, 16, 2, 1)
    (c.feedForwardWidth, c.contextLength) = (16, 32)
    c.vocabulary = Vocabulary.bytes.count
    (c.positions, c.eps) = (.rotary(layout: .interleaved), Double(Float(1e-5)))
    switch what {
    case "biases":
      (c.attentionBias, c.positions) = (true, .rotary(layout: .halves))
    case "a scaled rotation":
      c.positions = .rotary(layout: .interleaved, scaling: .interpolation(factor: 2))
    default: (c.headNorms, c.positions) = (true, .rotary(layout: .halves))
    }
    let folder = try TemporaryFolder()
    let path = folder.url("model.gguf").path
    try Transformer(c, seed: 1).write(to: path, vocabulary: .bytes)
    let error = #expect(throws: (any Error).self) { try OpenedModel(path: path) }
    #expect("\(error.map { "\($0)" } ?? "")".contains(what))
  }
}
