import ExerciseCases
import Foundation
import Notebook

/// How far the reader has come with what a model is built of.
struct States {
  /// "right", "wrong", "broken" or "not attempted", for each part.
  var words: [Part: String]
  private static let key = "NOTES_STATES"

  /// Tries all parts, each in a process of its own, two at a time.
  static func tried() -> States {
    let found = Found()
    DispatchQueue.concurrentPerform(iterations: Part.ofModel.count) { i in
      let part = Part.ofModel[i]
      found.add(part, stateInAProcess(of: part.exercise()).words)
    }
    return States(words: found.words)
  }

  private final class Found: @unchecked Sendable {
    private let lock = NSLock()
    private(set) var words: [Part: String] = [:]
    func add(_ part: Part, _ word: String) { lock.withLock { words[part] = word } }
  }

  /// For the process that runs the model.
  var environment: [String: String] {
    [
      Self.key: words.map { "\($0.rawValue)=\($1)" }.joined(separator: ",")
    ]
  }

  init(words: [Part: String]) { self.words = words }

  /// As another process has found them out.
  init(_ environment: [String: String]) {
    words = [:]
    for pair in (environment[Self.key] ?? "").split(separator: ",") {
      let sides = pair.split(separator: "=").map(String.init)
      if sides.count == 2, let part = Part(rawValue: sides[0]) { words[part] = sides[1] }
    }
  }

  func of(_ part: Part) -> String { words[part] ?? "not attempted" }

  /// The parts that go into the model: what breaks down on a tiny case would break the model down.
  var usable: Set<Part> {
    Set(Part.ofModel.filter { ["right", "wrong"].contains(of($0)) })
  }

  var broken: [Part] { Part.ofModel.filter { of($0) == "broken" } }
}
