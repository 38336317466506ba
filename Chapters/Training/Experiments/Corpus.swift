import Base
import Foundation
import Mini
import Notebook

/// A reader's text as bytes: what comes first is learned, the last tenth is held out.
struct Corpus: Sendable {
  /// The bytes that a model learns from, and those that it never sees.
  let training: [Int]
  let heldOut: [Int]

  /// How many bytes are read together; one more is needed, which the last foresees.
  static let length = 64

  /// The text of a file, or a sentence about why it cannot be learned from.
  init(path: String) throws {
    let attributes: [FileAttributeKey: Any]
    do {
      let url = URL(fileURLWithPath: path).resolvingSymlinksInPath()
      attributes = try FileManager.default.attributesOfItem(atPath: url.path)
    } catch {
      throw InputError("--corpus \(Corpus.quoted(path)): there is no such file.")
    }
    guard attributes[.type] as? FileAttributeType == .typeRegular else {
      throw InputError("--corpus \(Corpus.quoted(path)) is not a file of text.")
    }
    let size = (attributes[.size] as? Int) ?? 0
    guard size <= Corpus.largest else {
      throw InputError(
        "--corpus \(Corpus.quoted(path)) has \(memory(size)): choose a file of at most "
          + "\(memory(Corpus.largest)).")
    }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw InputError("--corpus \(Corpus.quoted(path)) cannot be read.")
    }
    try self.init(data, name: Corpus.quoted(path))
  }

  /// The text of these bytes.
  init(_ data: Data, name: String) throws {
    if data.isEmpty { throw InputError("--corpus \(name) is empty.") }
    if let place = data.firstIndex(of: 0) {
      throw InputError("--corpus \(name) is no text: its byte \(place) is 0.")
    }
    if String(validating: data, as: UTF8.self) == nil {
      throw InputError("--corpus \(name) is no text: its bytes are not UTF-8.")
    }
    // Both parts need a window of their own.
    let least = 2 * (Corpus.length + 1)
    guard data.count >= least else {
      throw InputError(
        "--corpus \(name) has \(data.count) bytes; at least \(least) are needed, of which a half is "
          + "learned from.")
    }
    let bytes = data.map(Int.init)
    let split = bytes.count - max(Corpus.length + 1, bytes.count / 10)
    (training, heldOut) = (Array(bytes[..<split]), Array(bytes[split...]))
  }

  private static let largest = 1 << 28

  /// The texts of a step: windows that begin anywhere.
  func texts(step: Int, count: Int = 16, seed: UInt64) -> [[Int]] {
    var generator = SeededGenerator(seed: seed &* 1_000_003 &+ UInt64(step))
    return (0..<count).map { _ in
      let places = Double(training.count - Corpus.length)
      let first = Int(generator.uniform() * places)
      return Array(training[first..<first + Corpus.length + 1])
    }
  }

  /// Windows of the part that was held out, one after the other, 256 at most.
  var heldOutTexts: [[Int]] {
    stride(from: 0, to: heldOut.count - Corpus.length, by: Corpus.length).prefix(256).map {
      Array(heldOut[$0...$0 + Corpus.length])
    }
  }

  /// What readers lose on the part that was held out who know how often bytes come, alone and in pairs,
  /// in the part that was not; a place that never came counts a hundredth.
  var tableLosses: (unigram: Double, bigram: Double) {
    var counts = [[Double]](repeating: .init(repeating: 0.01, count: 256), count: 256)
    for (a, b) in zip(training, training.dropFirst()) { counts[a][b] += 1 }
    let alone = (0..<256).map { b in counts.reduce(0) { $0 + $1[b] } }
    let sums = counts.map { $0.reduce(0, +) }
    let total = alone.reduce(0, +)
    var losses = (unigram: 0.0, bigram: 0.0)
    for (a, b) in zip(heldOut, heldOut.dropFirst()) {
      losses.unigram -= .log(alone[b] / total)
      losses.bigram -= .log(counts[a][b] / sums[a])
    }
    let pairs = Double(heldOut.count - 1)
    return (losses.unigram / pairs, losses.bigram / pairs)
  }

  /// A path as a message may show it.
  static func quoted(_ path: String) -> String {
    let harmless = path.unicodeScalars.filter {
      ![.control, .format].contains($0.properties.generalCategory)
    }
    return "'" + String(String.UnicodeScalarView(harmless)) + "'"
  }
}
