import Exercises

extension Answers {
  static func greedy(_ logits: [Double]) -> Int? {
    var best = 0
    for token in logits.indices where logits[token] > logits[best] { best = token }
    return best
  }

  static func generate(
    prompt: [Int], newTokens: Int, read: (Int) -> [Double], choose: ([Double]) -> Int
  ) -> [Int]? {
    var text = prompt
    var logits: [Double] = []
    for token in prompt { logits = read(token) }
    for i in 0..<newTokens {
      if i > 0 { logits = read(text.last!) }
      text.append(choose(logits))
    }
    return text
  }

  static func sample(_ logits: [Double], temperature: Double, draw: Double) -> Int? {
    let largest = logits.max()!
    let powers = logits.map { exp(($0 - largest) / temperature) }
    let sum = powers.reduce(0, +)
    var reached = 0.0
    for token in logits.indices {
      reached += powers[token] / sum
      if draw < reached { return token }
    }
    return logits.count - 1
  }
}
