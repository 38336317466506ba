import Foundation
import LanguageModel
import Mini
import Notebook

/// One line of standard input: what is asked of a model.
struct Request {
  var text: String?
  var ids: [Int]?
  var special: Bool?
  var new: Int?
  var temperature: Double?
  var topK: Int?
  var topP: Double?
  var seed: UInt64?
}

/// One line of standard output. What does not belong to the answer is left out.
struct Answer: Encodable {
  var ids: [Int]?
  var margins: [Float]?
  var text: String?
  var top: [TokenLogit]?
  var losses: [Double]?
  var mean: Double?
  /// Bytes of the text that the vocabulary has no token for.
  var missingBytes: [UInt8]?
  var error: String?

  enum CodingKeys: String, CodingKey {
    case ids, margins, text, top, losses, mean, error
    case missingBytes = "missing_bytes"
  }

  /// A token and its logit, `[42, 13.5]`.
  struct TokenLogit: Encodable {
    var token: Int
    var logit: Float

    func encode(to encoder: any Encoder) throws {
      var pair = encoder.unkeyedContainer()
      try pair.encode(token)
      try pair.encode(logit)
    }
  }
}

// MARK: Reading

extension Request: Decodable {
  private struct Key: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  /// - Throws: ``InputError`` with a sentence about the first key that is unknown or has no such value.
  init(from decoder: any Decoder) throws {
    guard let object = try? decoder.container(keyedBy: Key.self) else {
      throw InputError("A request is an object, {…}.")
    }
    for key in object.allKeys.sorted(by: { $0.stringValue < $1.stringValue }) {
      func value<Value: Decodable>(_ kind: String) throws -> Value {
        guard let value = try? object.decode(Value.self, forKey: key) else {
          throw InputError("The key '\(key.stringValue)' must be \(kind).")
        }
        return value
      }
      switch key.stringValue {
      case "text": text = try value("a text")
      case "ids": ids = try value("a list of whole numbers")
      case "special": special = try value("true or false")
      case "new": new = try value("a whole number")
      case "temperature": temperature = try value("a number")
      case "top_k": topK = try value("a whole number")
      case "top_p": topP = try value("a number")
      case "seed": seed = try value("a whole number from 0 on")
      case let other:
        throw InputError(
          unknown: "key", other,
          known: ["text", "ids", "special", "new", "temperature", "top_k", "top_p", "seed"])
      }
    }
  }

  /// The request of a line.
  init(line: [UInt8]) throws {
    do {
      self = try JSONDecoder().decode(Request.self, from: Data(line))
    } catch let error as InputError {
      throw error
    } catch {
      throw InputError("This is not JSON.")
    }
  }
}

// MARK: Answering

extension ModelProgram {
  /// Answers each line of standard input with one line, in order and at once.
  func answer(_ command: Command, _ model: ModelFile, _ output: Output) throws {
    // A file that cannot be computed is one sentence, not one for each request.
    if command == .tokens { _ = try model.tokenizer() } else { _ = try model.transformer() }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    var input = Input()
    var (count, wrong) = (0, 0)
    while let line = try input.line() {
      if line.allSatisfy({ [0x20, 0x09, 0x0D].contains($0) }) { continue }
      count += 1
      var answer: Answer
      do {
        answer = try self.answer(command, to: Request(line: line), model)
      } catch {
        wrong += 1
        answer = Answer(error: "\(error)")
      }
      try output.write(String(decoding: try encoder.encode(answer), as: UTF8.self) + "\n")
    }
    if wrong > 0 {
      throw InputError("\(wrong) of \(count) requests could not be answered.")
    }
  }

  private func answer(
    _ command: Command, to request: Request, _ model: ModelFile
  ) throws -> Answer {
    var answer = Answer()
    let ids = try self.ids(of: request, model, &answer)
    switch command {
    case .info: break  // reads no requests
    case .tokens: answer.ids = ids
    case .logits:
      let found = try model.logits(after: ids, count: 20)
      answer.top = found.top.map { Answer.TokenLogit(token: $0.token, logit: $0.logit) }
      answer.losses = found.losses
    case .loss:
      let losses = try model.logits(after: ids, count: 1).losses
      answer.losses = losses
      answer.mean = losses.isEmpty ? nil : losses.reduce(0, +) / Double(losses.count)
    case .generate:
      let settings = SamplerSettings(
        temperature: request.temperature ?? temperature, topK: request.topK ?? topK,
        topP: request.topP ?? topP, seed: request.seed ?? seed)
      var (new, margins): ([Int], [Float]) = ([], [])
      try model.generation(
        after: ids, newTokens: request.new ?? newTokens, sampler: try settings.sampler
      ) { token, margin in
        new.append(token)
        margins.append(margin)
      }
      (answer.ids, answer.margins) = (new, margins)
      answer.text = try? model.tokenizer().decode(new)
    }
    return answer
  }

  /// The tokens that a request gives or the text that it has; notes bytes that no token stands for.
  private func ids(
    of request: Request, _ model: ModelFile, _ answer: inout Answer
  ) throws -> [Int] {
    switch (request.text, request.ids) {
    case (let text?, nil):
      let tokenizer = try model.tokenizer()
      let missing = tokenizer.missingBytes(in: text)
      answer.missingBytes = missing.isEmpty ? nil : missing
      return tokenizer.encode(text, special: request.special ?? !noSpecial)
    case (nil, let ids?): return ids
    case (nil, nil): throw InputError("A request has a key 'text' or a key 'ids'.")
    default: throw InputError("A request has one of the keys 'text' and 'ids', not both.")
    }
  }
}
