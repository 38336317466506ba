import Foundation
import LanguageModel
import Mini
import Notebook

/// What a file's header says about its model. No weight is looked at.
struct Information {
  private let file: GGUFFile
  private let description: ModelDescription
  private let vocabulary: Result<Vocabulary, any Error>

  init(_ model: ModelFile) throws {
    file = model.file
    description = try ModelDescription(file)
    let file = file
    vocabulary = Result { try Vocabulary(file) }
  }

  func write(to output: Output, asJSON: Bool) throws {
    guard asJSON else { return try output.write(text) }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    try output.write(String(decoding: try encoder.encode(facts), as: UTF8.self) + "\n")
  }

  /// The tensors of one type.
  private struct Share: Encodable {
    var type: String
    var tensors = 0
    var weights = 0
    var bytes = 0
  }

  /// The types by the bytes that they take, the largest share first.
  private var shares: [Share] {
    var shares: [String: Share] = [:]
    for tensor in file.tensors {
      let name = tensor.type.name
      shares[name, default: Share(type: name)].tensors += 1
      shares[name]!.weights += tensor.count
      shares[name]!.bytes += tensor.range.count
    }
    return shares.values.sorted { ($0.bytes, $1.type) > ($1.bytes, $0.type) }
  }

  /// What the weights cost that a new token needs: all but the rows of the embedding that are not its
  /// own, where the embedding is no output matrix.
  private var bytesPerToken: Int {
    let all = file.tensors.reduce(0) { $0 + $1.range.count }
    guard !description.tiesHead, let embedding = file.tensor("token_embd.weight") else {
      return all
    }
    return all - embedding.range.count + embedding.range.count / description.vocabulary
  }

  private var cacheBytesPerToken: Int { description.configuration.cacheBytesPerToken() }

  // MARK: As JSON

  private struct Facts: Encodable {
    var file: String
    var bytes: Int
    var version: UInt32
    var architecture: String
    var name: String?
    var layers, width, feedForwardWidth, queryHeads, kvHeads, headDimension: Int
    var vocabulary, contextLength, parameters: Int
    var eps, rotaryBase: Double
    var tiesHead: Bool
    var tensors: Int
    var types: [Share]
    var bytesPerToken, cacheBytesPerToken: Int
    var beginning: Int?
    var ends: [Int]?
    var addsBeginning: Bool?
    var vocabularyError: String?
    var keys: [String: String]
  }

  private var facts: Facts {
    let d = description
    var facts = Facts(
      file: file.file.path, bytes: file.file.count, version: file.version,
      architecture: d.architecture.rawValue, name: d.name, layers: d.layers, width: d.width,
      feedForwardWidth: d.feedForwardWidth, queryHeads: d.queryHeads, kvHeads: d.kvHeads,
      headDimension: d.headDimension, vocabulary: d.vocabulary, contextLength: d.contextLength,
      parameters: d.parameterCount, eps: d.eps, rotaryBase: d.rotary.base, tiesHead: d.tiesHead,
      tensors: file.tensors.count, types: shares, bytesPerToken: bytesPerToken,
      cacheBytesPerToken: cacheBytesPerToken,
      keys: Dictionary(
        file.metadata.map { ($0.key, $0.value.shown) }, uniquingKeysWith: { first, _ in first }))
    switch vocabulary {
    case .success(let vocabulary):
      facts.beginning = vocabulary.beginning
      facts.ends = vocabulary.ends
      facts.addsBeginning = vocabulary.addsBeginning
    case .failure(let error): facts.vocabularyError = "\(error)"
    }
    return facts
  }

  // MARK: As text

  private var text: String {
    let d = description
    var lines = [
      ("file", "GGUF version \(file.version), \(memory(file.file.count))"),
      ("name", d.name?.onOneLine ?? "none"),
      ("architecture", d.architecture.rawValue),
      (
        "sizes",
        "\(d.layers) layers of \(d.width) features, feed-forward \(d.feedForwardWidth.grouped)"
      ),
      ("heads", "\(d.queryHeads) query heads on \(d.kvHeads) kv heads of \(d.headDimension)"),
      ("rotation", rotation),
      ("context", "\(d.contextLength.grouped) tokens"),
      ("vocabulary", "\(d.vocabulary.grouped) tokens, \(words)"),
      (
        "parameters",
        "\(d.parameterCount.grouped), the embedding \(d.tiesHead ? "tied to" : "beside") the head"
      ),
      ("a token reads", "\(memory(bytesPerToken)) of weights"),
      (
        "a token leaves",
        "\(memory(cacheBytesPerToken)) of keys and values as 32-bit numbers; "
          + "\(memory(cacheBytesPerToken * d.contextLength)) at the full context"
      ),
    ].map { "\($0.0.padded(16))\($0.1)" }
    lines += ["", "type      tensors        weights          bytes  bits per weight"]
    for share in shares {
      let bits = 8 * Double(share.bytes) / Double(share.weights)
      lines.append(
        share.type.padded(8) + share.tensors.column(9) + share.weights.grouped.column(15)
          + share.bytes.grouped.column(15) + bits.fixed(2).column(17))
    }
    lines += ["", "keys"]
    for (key, value) in file.metadata { lines.append("  \(key.onOneLine) = \(value.shown)") }
    return lines.joined(separator: "\n").replacingOccurrences(of: "\u{00A0}", with: " ") + "\n"
  }

  private var rotation: String {
    let base =
      "base \(Int(exactly: description.rotary.base)?.grouped ?? "\(description.rotary.base)")"
    let pairs = description.rotaryLayout == .interleaved ? "neighbours" : "halves"
    switch description.rotary.scaling {
    case .none where description.rotary.divisors == nil: return base + ", pairs of \(pairs)"
    case .interpolation(let factor), .ntkAware(let factor):
      return base + ", pairs of \(pairs), slowed \(factor.typed) times"
    case .yarn(let factor, _, _, _, _, _):
      return base + ", pairs of \(pairs), YaRN with the factor \(factor.typed)"
    case .none, .perPair:
      return base + ", pairs of \(pairs), each pair slowed by a factor of its own"
    }
  }

  private var words: String {
    switch vocabulary {
    case .failure(let error): return "which cannot be used: \(error)"
    case .success(let vocabulary):
      let ends = vocabulary.ends.map(String.init).joined(separator: ", ")
      let beginning = vocabulary.addsBeginning ? "texts begin with \(vocabulary.beginning!), " : ""
      return "rule \(vocabulary.rule.name), \(beginning)ends \(ends)"
    }
  }
}

extension String {
  /// A text from a file, shortened and without what moves a cursor.
  fileprivate var onOneLine: String {
    let line = unicodeScalars.prefix(70).reduce(into: "") { line, scalar in
      let isControl = scalar.properties.generalCategory == .control
      line += isControl ? scalar.escaped(asASCII: true) : String(scalar)
    }
    return unicodeScalars.count > 70 ? line + "…" : line
  }

  /// The text in a column of this width, flush left.
  fileprivate func padded(_ width: Int) -> String {
    self + String(repeating: " ", count: max(1, width - count))
  }
}

extension GGUFValue {
  /// The value on one line.
  fileprivate var shown: String {
    switch self {
    case .string(let text): text.onOneLine
    case .bool(let truth): "\(truth)"
    case .float32(let number): "\(number)"
    case .float64(let number): "\(number)"
    case .array(let array): "a list of \(array.count)"
    default: integer.map { "\($0)" } ?? "a number above \(Int.max)"
    }
  }
}
