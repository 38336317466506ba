import Base
import Mini

/// A reader's text as bytes: what comes first is learned, the last tenth is held out.
package struct Corpus: Sendable {
  /// The bytes that a model learns from, and those that it never sees.
  package let training: [Int]
  package let heldOut: [Int]

  /// How many bytes are read together; one more is needed, which the last foresees.
  package static let length = 64

  /// The fewest bytes of a text: both parts need a window of their own.
  package static let least = 2 * (length + 1)

  /// The text of these bytes, at least ``least``.
  package init(bytes: [Int]) {
    require(
      bytes.count >= Corpus.least,
      "a corpus needs at least \(Corpus.least) bytes, not \(bytes.count)")
    let split = bytes.count - max(Corpus.length + 1, bytes.count / 10)
    (training, heldOut) = (Array(bytes[..<split]), Array(bytes[split...]))
  }

  /// The texts of a step: windows that begin anywhere.
  package func texts(step: Int, count: Int = 16, seed: UInt64) -> [[Int]] {
    var generator = SeededGenerator(seed: seed &* 1_000_003 &+ UInt64(step))
    return (0..<count).map { _ in
      let places = Double(training.count - Corpus.length)
      let first = Int(generator.uniform() * places)
      return Array(training[first..<first + Corpus.length + 1])
    }
  }

  /// Windows of the part that was held out, one after the other, 256 at most.
  package var heldOutTexts: [[Int]] {
    stride(from: 0, to: heldOut.count - Corpus.length, by: Corpus.length).prefix(256).map {
      Array(heldOut[$0...$0 + Corpus.length])
    }
  }

  /// What readers lose on the part that was held out who know how often bytes come, alone and in pairs,
  /// in the part that was not; a place that never came counts a hundredth.
  package var tableLosses: (unigram: Double, bigram: Double) {
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
}
