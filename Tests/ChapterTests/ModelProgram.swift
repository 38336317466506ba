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
    (sizes.positions, sizes.eps) = (.rotary(layout: .interleaved), Double(Float(1e-5)))
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

  /// The vocabulary of bytes with the marks of ChatML behind them, and a template that writes them.
  static let chat: Vocabulary = {
    var vocabulary = Vocabulary.bytes
    vocabulary.tokens = GGUFArray(
      ByteAlphabetForTests.texts + ["<|endoftext|>", "<|im_start|>", "<|im_end|>"])
    vocabulary.kinds += [.control, .control]
    vocabulary.chatTemplate = """
      {% for message in messages %}{{'<|im_start|>' + message['role'] + '\n' + message['content'] \
      + '<|im_end|>' + '\n'}}{% endfor %}{% if add_generation_prompt %}\
      {{ '<|im_start|>assistant\n' }}{% endif %}
      """
    return vocabulary
  }()

  func bytes() throws -> Data { try Data(contentsOf: URL(fileURLWithPath: path)) }
}

/// A line that `model --json` answers with.
struct ModelAnswer: Decodable, Equatable {
  var ids: [Int]?
  var pieces: [ModelPiece]?
  var ended_by: String?
  var margins: [Float]?
  var text: String?
  var top: [[Double]]?
  var losses: [Double]?
  var mean: Double?
  var missing_bytes: [Int]?
  var error: String?
}

/// What a token stands for: a text, or bytes.
enum ModelPiece: Decodable, Equatable, ExpressibleByStringLiteral {
  case text(String)
  case bytes([UInt8])

  init(stringLiteral text: String) { self = .text(text) }

  init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if let text = try? value.decode(String.self) {
      self = .text(text)
    } else {
      self = .bytes(try value.decode([UInt8].self))
    }
  }
}

/// The 256 bytes as a vocabulary writes them, read from ``Vocabulary/bytes``.
enum ByteAlphabetForTests {
  static let texts: [String] = Vocabulary.bytes.tokens.prefix(256).map { value in
    guard case .string(let text) = value else { return "" }
    return text
  }
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
