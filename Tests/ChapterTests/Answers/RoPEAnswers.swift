import Foundation

/// Right answers to the exercises of the chapter on positions.
enum RoPEAnswers {
  static func attention(queries: [[Double]], keys: [[Double]], values: [[Double]]) -> [[Double]]? {
    queries.indices.map { m in
      let scores = (0...m).map { n in
        zip(queries[m], keys[n]).reduce(0) { $0 + $1.0 * $1.1 }
          / Double(queries[m].count).squareRoot()
      }
      let powers = scores.map { exp($0 - scores.max()!) }
      let weights = powers.map { $0 / powers.reduce(0, +) }
      return values[m].indices.map { i in
        zip(weights, values).reduce(0) { $0 + $1.0 * $1.1[i] }
      }
    }
  }

  static func rotatePair(x: Double, y: Double, angle: Double) -> (x: Double, y: Double)? {
    (x * cos(angle) - y * sin(angle), x * sin(angle) + y * cos(angle))
  }

  static func angle(pair i: Int, position: Int, dimensions: Int, base: Double) -> Double? {
    Double(position) * pow(base, -2 * Double(i) / Double(dimensions))
  }

  static func rotate(_ tokens: [[Double]], base: Double) -> [[Double]]? {
    tokens.enumerated().map { position, token in
      (0..<token.count / 2).flatMap { i in
        let angle = angle(pair: i, position: position, dimensions: token.count, base: base)!
        let turned = rotatePair(x: token[2 * i], y: token[2 * i + 1], angle: angle)!
        return [turned.x, turned.y]
      }
    }
  }

  static func slowPairs(dimensions: Int, base: Double, context: Int) -> Int? {
    (0..<dimensions / 2).count { i in
      let theta = angle(pair: i, position: 1, dimensions: dimensions, base: base)!
      return 2 * .pi / theta > Double(context)
    }
  }

  static func lastPosition(rows: Int, cached: Int) -> Int? { cached < rows ? rows - 1 : -1 }
}

/// Answers that somebody might give in good faith.
enum WrongRoPEAnswers {
  /// Forgets the mask.
  static func attention(queries: [[Double]], keys: [[Double]], values: [[Double]]) -> [[Double]]? {
    let all = queries + queries
    let seen = RoPEAnswers.attention(
      queries: all, keys: keys + keys, values: values + values)!
    return Array(seen.suffix(queries.count))
  }

  /// Turns with the clock.
  static func rotatePair(x: Double, y: Double, angle: Double) -> (x: Double, y: Double)? {
    (x * cos(angle) + y * sin(angle), y * cos(angle) - x * sin(angle))
  }

  /// Forgets the 2 of 2i/d.
  static func angle(pair i: Int, position: Int, dimensions: Int, base: Double) -> Double? {
    Double(position) * pow(base, -Double(i) / Double(dimensions))
  }

  /// Pairs the first half of the features with the second.
  static func rotate(_ tokens: [[Double]], base: Double) -> [[Double]]? {
    tokens.enumerated().map { position, token in
      let half = token.count / 2
      var result = token
      for i in 0..<half {
        let angle = RoPEAnswers.angle(
          pair: i, position: position, dimensions: token.count, base: base)!
        let turned = RoPEAnswers.rotatePair(x: token[i], y: token[i + half], angle: angle)!
        (result[i], result[i + half]) = (turned.x, turned.y)
      }
      return result
    }
  }

  /// Takes a radian for a turn.
  static func slowPairs(dimensions: Int, base: Double, context: Int) -> Int? {
    (0..<dimensions / 2).count { i in
      let theta = RoPEAnswers.angle(pair: i, position: 1, dimensions: dimensions, base: base)!
      return 1 / theta > Double(context)
    }
  }

  /// Counts positions from 1.
  static func lastPosition(rows: Int, cached: Int) -> Int? { cached < rows ? rows : -1 }
}
