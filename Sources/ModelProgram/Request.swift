import Foundation
import LanguageModel
import Notebook

/// One line of standard input: what is asked of a model.
struct Request {
  var text: String?
  var ids: [Int]?
  var messages: [ChatMessage]?
  var special: Bool?
  var new: Int?
  var temperature: Double?
  var topK: Int?
  var topP: Double?
  var seed: UInt64?
  /// The names of all that is given.
  private(set) var keys: [String] = []
}

extension Request {
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

  /// Refuses keys that would do nothing.
  func require(for command: ModelProgram.Command) throws {
    for key in keys {
      let isKnown =
        switch key {
        case "text", "messages": true
        case "ids", "special": command != .render
        default: command == .generate
        }
      if !isKnown { throw InputError("The key '\(key)' does nothing for \(command).") }
    }
  }
}

extension Request: Decodable {
  private struct Key: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  private static let known = [
    "text", "ids", "messages", "special", "new", "temperature", "top_k", "top_p", "seed",
  ]

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
      keys.append(key.stringValue)
      switch key.stringValue {
      case "text": text = try value("a text")
      case "ids": ids = try value("a list of whole numbers")
      case "messages":
        let list: [[String: String]] = try value(
          "a list of objects with a text as 'role' and one as 'content'")
        messages = try list.map { try ChatMessage($0) }
      case "special": special = try value("true or false")
      case "new": new = try value("a whole number")
      case "temperature": temperature = try value("a number")
      case "top_k": topK = try value("a whole number")
      case "top_p": topP = try value("a number")
      case "seed": seed = try value("a whole number from 0 on")
      case let other: throw InputError(unknown: "key", other, known: Self.known)
      }
    }
  }
}

extension ChatMessage {
  fileprivate init(_ object: [String: String]) throws {
    guard let role = object["role"], let content = object["content"], object.count == 2 else {
      throw InputError("A message has the keys 'role' and 'content', and no others.")
    }
    self.init(role: role, content: content)
  }
}
