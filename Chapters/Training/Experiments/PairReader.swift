import Base

/// The smallest model that learns a language: for each word a row of scores, one for every word that may
/// follow it.
package struct PairReader {
  package private(set) var scores: [[Double]]  // [word before][word after]

  package init(words: Int) {
    scores = .init(repeating: .init(repeating: 0, count: words), count: words)
  }

  /// Reads a text word by word, and learns from each.
  package mutating func learn(_ text: [Int], rate: Double) {
    for (word, came) in zip(text, text.dropFirst()) {
      let p = softmax(scores[word])  // what it expects
      for i in p.indices {
        let slope = p[i] - (i == came ? 1 : 0)  // expected minus came
        scores[word][i] -= rate * slope
      }
    }
  }
}

private func softmax(_ z: [Double]) -> [Double] {
  let largest = z.max()!
  let terms = z.map { Double.exp($0 - largest) }
  let sum = terms.reduce(0, +)
  return terms.map { $0 / sum }
}
