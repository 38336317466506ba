import Foundation
import LanguageModel
import Mini
import Testing

/// A folder with small random models of bytes in it.
struct ModelFiles {
  let folder = try! TemporaryFolder()
  let model: Transformer
  let path: String

  /// One model, whose file `change` may spoil before it is written.
  init(
    vocabulary: Vocabulary = .bytes, _ change: (inout Transformer) -> Void = { _ in }
  ) throws {
    var sizes = TransformerConfiguration()
    (sizes.layers, sizes.width, sizes.queryHeads, sizes.kvHeads) = (2, 32, 4, 2)
    (sizes.feedForwardWidth, sizes.vocabulary, sizes.contextLength) = (64, vocabulary.count, 96)
    sizes.positions = .rotary(layout: .interleaved)
    var model = try Transformer(sizes, seed: 3)
    change(&model)
    path = folder.url("model.gguf").path
    try model.write(to: path, vocabulary: vocabulary)
    self.model = (try? Transformer(GGUFFile(path: path))) ?? model
  }

  /// A file of keys alone.
  func file(_ name: String, _ keys: [(key: String, value: GGUFValue)]) throws -> String {
    var writer = GGUFWriter()
    writer.metadata = keys
    let path = folder.url(name).path
    try writer.write(to: path)
    return path
  }

  func bytes() throws -> Data { try Data(contentsOf: URL(fileURLWithPath: path)) }
}

/// A line that `model --json` answers with.
struct ModelAnswer: Decodable, Equatable {
  var ids: [Int]?
  var margins: [Float]?
  var text: String?
  var top: [[Double]]?
  var losses: [Double]?
  var mean: Double?
  var missing_bytes: [Int]?
  var error: String?
}

/// All lines that it answered with.
func answers(_ outcome: Outcome) throws -> [ModelAnswer] {
  try outcome.output.split(separator: "\n").map {
    try JSONDecoder().decode(ModelAnswer.self, from: Data($0.utf8))
  }
}

/// It said nothing but one sentence, with these words in it.
func expectOneSentence(
  _ outcome: Outcome, _ words: String? = nil, status: Int32 = 1,
  at location: SourceLocation = #_sourceLocation
) {
  #expect(outcome.exited && outcome.status == status, "\(outcome)", sourceLocation: location)
  #expect(outcome.output == "", sourceLocation: location)
  #expect(
    outcome.errors.hasPrefix("model: ") && outcome.errors.hasSuffix(".\n")
      && outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)",
    sourceLocation: location)
  if let words {
    #expect(outcome.errors.contains(words), "\(outcome.errors)", sourceLocation: location)
  }
}
