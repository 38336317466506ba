import Foundation

/// Right answers to the exercises of the chapter on grouped-query attention.
enum GQAAnswers {
  static func groupedAttention(
    queries: [[Double]], keys: [[[Double]]], values: [[[Double]]]
  ) -> [[Double]]? {
    queries.indices.map { h in
      let g = kvHead(ofQueryHead: h, queryHeads: queries.count, kvHeads: keys.count)!
      return attend(queries[h], keys[g], values[g])
    }
  }

  static func attend(_ q: [Double], _ keys: [[Double]], _ values: [[Double]]) -> [Double] {
    let scores = keys.map { k in
      zip(q, k).reduce(0) { $0 + $1.0 * $1.1 } / Double(q.count).squareRoot()
    }
    let powers = scores.map { exp($0 - scores.max()!) }
    return q.indices.map { i in
      zip(powers, values).reduce(0) { $0 + $1.0 * $1.1[i] } / powers.reduce(0, +)
    }
  }

  static func kvHead(ofQueryHead h: Int, queryHeads: Int, kvHeads: Int) -> Int? {
    h / (queryHeads / kvHeads)
  }

  static func bytesPerToken(layers: Int, width: Int, queryHeads: Int, kvHeads: Int) -> Int? {
    2 * layers * kvHeads * (width / queryHeads) * 2
  }

  static func pooledHeads(_ matrix: [[Double]], heads: Int, to kvHeads: Int) -> [[Double]]? {
    let pooled = heads / kvHeads
    return matrix.map { row in
      let features = row.count / heads
      return (0..<kvHeads * features).map { column in
        let (g, j) = column.quotientAndRemainder(dividingBy: features)
        return (0..<pooled).reduce(0) { $0 + row[(g * pooled + $1) * features + j] }
          / Double(pooled)
      }
    }
  }
}

/// Answers that somebody might give in good faith.
enum WrongGQAAnswers {
  /// Deals the kv heads out in turns.
  static func groupedAttention(
    queries: [[Double]], keys: [[[Double]]], values: [[[Double]]]
  ) -> [[Double]]? {
    queries.indices.map { h in
      GQAAnswers.attend(queries[h], keys[h % keys.count], values[h % keys.count])
    }
  }

  /// Deals the heads out like cards.
  static func kvHead(ofQueryHead h: Int, queryHeads: Int, kvHeads: Int) -> Int? { h % kvHeads }

  /// Keeps a key and a value for every query head.
  static func bytesPerToken(layers: Int, width: Int, queryHeads: Int, kvHeads: Int) -> Int? {
    2 * layers * width * 2
  }

  /// Pools heads that are `kvHeads` apart.
  static func pooledHeads(_ matrix: [[Double]], heads: Int, to kvHeads: Int) -> [[Double]]? {
    let pooled = heads / kvHeads
    return matrix.map { row in
      let features = row.count / heads
      return (0..<kvHeads * features).map { column in
        (0..<pooled).reduce(0) { $0 + row[$1 * kvHeads * features + column] } / Double(pooled)
      }
    }
  }
}
