import Foundation
import LanguageModel
import Mini
import Notebook

extension Information {
  /// All of it for programs, one object on a line: numbers as numbers, texts and lists as a whole.
  var json: String {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      encoder.keyEncodingStrategy = .convertToSnakeCase
      encoder.nonConformingFloatEncodingStrategy = .convertToString(
        positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
      return String(decoding: try encoder.encode(facts), as: UTF8.self) + "\n"
    }
  }

  private struct Facts: Encodable {
    var file: String
    var bytes: Int
    var version: UInt32
    var architecture, name: String?
    /// Why the model is not computed here.
    var notComputed: String?
    var layers, width, feedForwardWidth, queryHeads, kvHeads, headDimension: Int?
    var vocabulary, contextLength, parameters: Int?
    var eps, rotaryBase: Double?
    var tiesHead: Bool?
    var weights: Int
    var types: [Share]
    var tensors: [TensorFacts]
    var bytesPerToken, cacheBytesPerToken: Int?
    var beginning: Int?
    var ends: [Int]?
    var addsBeginning: Bool?
    var vocabularyError: String?
    var keys: [String: WholeValue]
  }

  private struct TensorFacts: Encodable {
    var name: String
    var shape: [Int]
    var type: String
    var bytes: Int
  }

  private var facts: Facts {
    var facts = Facts(
      file: file.file.path, bytes: file.file.count, version: file.version,
      architecture: architecture, name: name, notComputed: description.reason, weights: weights,
      types: shares,
      tensors: file.headers.map {
        TensorFacts(
          name: $0.name, shape: $0.dimensions, type: $0.typeName, bytes: $0.byteCount)
      },
      vocabularyError: vocabulary.reason,
      keys: Dictionary(
        file.metadata.map { ($0.key, WholeValue(value: $0.value)) },
        uniquingKeysWith: { first, _ in first }))
    if let d = description.value {
      (facts.layers, facts.width, facts.feedForwardWidth) = (d.layers, d.width, d.feedForwardWidth)
      (facts.queryHeads, facts.kvHeads) = (d.queryHeads, d.kvHeads)
      (facts.headDimension, facts.vocabulary) = (d.headDimension, d.vocabulary)
      (facts.contextLength, facts.parameters) = (d.contextLength, d.parameterCount)
      (facts.eps, facts.rotaryBase, facts.tiesHead) = (d.eps, d.rotary.base, d.tiesHead)
      facts.bytesPerToken = bytesPerToken(d)
      facts.cacheBytesPerToken = d.configuration.cacheBytesPerToken()
    }
    if let vocabulary = vocabulary.value {
      facts.beginning = vocabulary.beginning
      facts.ends = vocabulary.ends
      facts.addsBeginning = vocabulary.addsBeginning
    }
    return facts
  }
}

/// A value of the metadata as JSON has it.
private struct WholeValue: Encodable {
  var value: GGUFValue

  func encode(to encoder: any Encoder) throws {
    if case .array(let array) = value {
      var list = encoder.unkeyedContainer()
      for element in array.prefix(array.count) { try list.encode(WholeValue(value: element)) }
      return
    }
    var single = encoder.singleValueContainer()
    switch value {
    case .string(let text): try single.encode(text)
    case .bool(let truth): try single.encode(truth)
    case .float32(let number): try single.encode(number)
    case .float64(let number): try single.encode(number)
    case .uint64(let number): try single.encode(number)
    default: try single.encode(value.integer)
    }
  }
}
