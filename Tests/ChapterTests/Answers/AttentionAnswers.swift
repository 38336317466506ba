import Exercises

extension Answers {
  /// One query that looks at all keys; a helper that a reader may well write.
  static func attend(_ q: [Double], _ keys: [[Double]], _ values: [[Double]]) -> [Double] {
    let scores = keys.map { dot(q, $0) / sqrt(Double(q.count)) }
    let largest = scores.max()!
    let powers = scores.map { exp($0 - largest) }
    let sum = powers.reduce(0, +)
    var result = [Double](repeating: 0, count: values[0].count)
    for (power, value) in zip(powers, values) {
      for i in value.indices { result[i] += power / sum * value[i] }
    }
    return result
  }

  static func attention(
    queries: [[Double]], keys: [[Double]], values: [[Double]]
  ) -> [[Double]]? {
    queries.indices.map { m in
      attend(queries[m], Array(keys[0...m]), Array(values[0...m]))
    }
  }

  static func multiHeadAttention(
    queries: [[Double]], keys: [[Double]], values: [[Double]], heads count: Int
  ) -> [[Double]]? {
    let results = (0..<count).map { h in
      attention(
        queries: queries.map { heads(of: $0, count)[h] },
        keys: keys.map { heads(of: $0, count)[h] },
        values: values.map { heads(of: $0, count)[h] })!
    }
    return queries.indices.map { t in results.flatMap { $0[t] } }
  }

  static func kvHead(ofQueryHead h: Int, queryHeads: Int, kvHeads: Int) -> Int? {
    h / (queryHeads / kvHeads)
  }

  static func sharedAttention(
    queries: [[Double]], keys: [[Double]], values: [[Double]], queryHeads: Int, kvHeads: Int,
    base: Double
  ) -> [[Double]]? {
    func turned(_ rows: [[Double]], _ count: Int) -> [[[Double]]] {
      rows.enumerated().map { n, row in
        heads(of: row, count).map { rotate($0, position: n, base: base)! }
      }
    }
    let (q, k) = (turned(queries, queryHeads), turned(keys, kvHeads))
    let v = values.map { heads(of: $0, kvHeads) }
    let results = (0..<queryHeads).map { h in
      let g = kvHead(ofQueryHead: h, queryHeads: queryHeads, kvHeads: kvHeads)!
      return attention(
        queries: q.map { $0[h] }, keys: k.map { $0[g] }, values: v.map { $0[g] })!
    }
    return queries.indices.map { t in results.flatMap { $0[t] } }
  }

  static func groupedAttention(
    queries: [[Double]], keys: [[[Double]]], values: [[[Double]]]
  ) -> [[Double]]? {
    queries.indices.map { h in
      let g = kvHead(ofQueryHead: h, queryHeads: queries.count, kvHeads: keys.count)!
      return attend(queries[h], keys[g], values[g])
    }
  }

  static func bytesPerToken(layers: Int, width: Int, queryHeads: Int, kvHeads: Int) -> Int? {
    2 * layers * kvHeads * (width / queryHeads) * 2
  }

  static func pooledHeads(_ matrix: [[Double]], heads count: Int, to kvHeads: Int) -> [[Double]]? {
    let pooled = count / kvHeads
    return matrix.map { row in
      let features = row.count / count
      return (0..<kvHeads * features).map { column in
        let (g, j) = column.quotientAndRemainder(dividingBy: features)
        return (0..<pooled).reduce(0) { $0 + row[(g * pooled + $1) * features + j] }
          / Double(pooled)
      }
    }
  }
}
