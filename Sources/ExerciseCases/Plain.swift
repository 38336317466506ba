import Base
import Exercises

/// The parts of a model as one would type them: what is lent where a reader has not written his own.
enum Plain {
  typealias Vector = Parts.Vector
  typealias Rows = Parts.Rows
  typealias RowLayer = Parts.RowLayer

  static func product(_ matrix: Rows, _ x: Vector) -> Vector { matrix.map { dot($0, x) } }

  static func rmsNorm(_ x: Vector, _ gain: Vector, _ eps: Double) -> Vector {
    let size = (dot(x, x) / Double(x.count) + eps).squareRoot()
    return x.indices.map { x[$0] / size * gain[$0] }
  }

  // MARK: Positions

  static func rotatePair(_ x: Double, _ y: Double, _ angle: Double) -> (x: Double, y: Double) {
    let (sine, cosine) = Double.sineAndCosine(angle)
    return (x * cosine - y * sine, x * sine + y * cosine)
  }

  static func angle(_ pair: Int, _ position: Int, _ dimensions: Int, _ base: Double) -> Double {
    Double(position) * .pow(base, -2 * Double(pair) / Double(dimensions))
  }

  static func rotate(_ head: Vector, _ position: Int, _ base: Double, _ p: Parts) -> Vector? {
    var turned: Vector = []
    for i in 0..<head.count / 2 {
      guard let angle = p.angle(i, position, head.count, base),
        let pair = p.rotatePair(head[2 * i], head[2 * i + 1], angle)
      else { return nil }
      turned += [pair.x, pair.y]
    }
    return turned
  }

  // MARK: Attention

  static func softmax(_ scores: Vector) -> Vector {
    let largest = scores.max() ?? 0
    let powers = scores.map { Double.exp($0 - largest) }
    let sum = powers.reduce(0, +)
    return powers.map { $0 / sum }
  }

  static func weights(_ query: Vector, _ keys: some Sequence<Vector>) -> Vector {
    softmax(keys.map { dot(query, $0) / Double(query.count).squareRoot() })
  }

  static func mixed(_ values: some Sequence<Vector>, _ weights: Vector) -> Vector {
    var sum: Vector = []
    for (value, weight) in zip(values, weights) {
      if sum.isEmpty { sum = Vector(repeating: 0, count: value.count) }
      for i in value.indices { sum[i] += weight * value[i] }
    }
    return sum
  }

  static func attention(_ queries: Rows, _ keys: Rows, _ values: Rows) -> Rows {
    queries.indices.map { m in mixed(values[...m], weights(queries[m], keys[...m])) }
  }

  static func multiHeadAttention(
    _ queries: Rows, _ keys: Rows, _ values: Rows, _ count: Int, _ p: Parts
  ) -> Rows? {
    let (q, k, v) = (
      queries.map { heads(of: $0, count) }, keys.map { heads(of: $0, count) },
      values.map { heads(of: $0, count) }
    )
    var rows = Rows(repeating: [], count: queries.count)
    for h in 0..<count {
      guard let head = p.attention(q.map { $0[h] }, k.map { $0[h] }, v.map { $0[h] }) else {
        return nil
      }
      for t in rows.indices { rows[t] += head[t] }
    }
    return rows
  }

  static func kvHead(_ h: Int, _ queryHeads: Int, _ kvHeads: Int) -> Int {
    h / (queryHeads / kvHeads)
  }

  static func sharedAttention(
    _ queries: Rows, _ keys: Rows, _ values: Rows, _ queryHeads: Int, _ kvHeads: Int,
    _ base: Double, _ p: Parts
  ) -> Rows? {
    // Each kv head once for each query head that reads it: then all have one of their own.
    let read = (0..<queryHeads).compactMap { p.kvHead($0, queryHeads, kvHeads) }
    guard read.count == queryHeads else { return nil }
    func turned(_ row: Vector, _ count: Int, _ position: Int) -> Rows? {
      let turned = heads(of: row, count).compactMap { p.rotate($0, position, base) }
      return turned.count == count ? turned : nil
    }
    var (q, k, v): (Rows, Rows, Rows) = ([], [], [])
    for t in queries.indices {
      guard let query = turned(queries[t], queryHeads, t), let key = turned(keys[t], kvHeads, t)
      else { return nil }
      let value = heads(of: values[t], kvHeads)
      q.append(Array(query.joined()))
      k.append(read.flatMap { key[$0] })
      v.append(read.flatMap { value[$0] })
    }
    return p.multiHeadAttention(q, k, v, queryHeads)
  }

  static func groupedAttention(
    _ queries: Rows, _ keys: [Rows], _ values: [Rows], _ p: Parts
  ) -> Rows? {
    var result: Rows = []
    for (h, query) in queries.enumerated() {
      guard let g = p.kvHead(h, queries.count, keys.count) else { return nil }
      result.append(mixed(values[g], weights(query, keys[g])))
    }
    return result
  }

  // MARK: Layers

  static func feedForward(
    _ x: Vector, _ gate: RowLayer, _ up: RowLayer, _ down: RowLayer
  ) -> Vector {
    down(zip(gate(x), up(x)).map { z, u in z / (1 + .exp(-z)) * u })
  }

  static func block(
    _ x: Rows, _ attentionNorm: RowLayer, _ attention: (Rows) -> Rows,
    _ feedForwardNorm: RowLayer, _ feedForward: RowLayer
  ) -> Rows {
    let h = sum(x, attention(x.map(attentionNorm)))
    return sum(h, h.map(feedForwardNorm).map(feedForward))
  }

  static func sum(_ a: Rows, _ b: Rows) -> Rows { zip(a, b).map { zip($0, $1).map(+) } }

  static func logits(_ rows: Rows, _ norm: RowLayer, _ head: RowLayer) -> Vector {
    head(norm(rows[rows.count - 1]))
  }

  // MARK: Writing

  static func greedy(_ logits: Vector) -> Int {
    logits.indices.reduce(0) { logits[$1] > logits[$0] ? $1 : $0 }
  }

  static func generate(
    _ prompt: [Int], _ newTokens: Int, _ read: (Int) -> Vector, _ choose: (Vector) -> Int
  ) -> [Int] {
    var text = prompt
    var logits: Vector = []
    for token in prompt { logits = read(token) }
    for i in 0..<newTokens {
      text.append(choose(logits))
      if i + 1 < newTokens { logits = read(text[text.count - 1]) }
    }
    return text
  }
}

/// What a layer keeps, as one would type it.
struct PlainCache {
  /// For each kv head a vector for each token.
  private var (keys, values): ([Parts.Rows], [Parts.Rows]) = ([], [])

  init() {}

  mutating func attend(
    _ query: Parts.Vector, _ key: Parts.Vector, _ value: Parts.Vector, _ queryHeads: Int,
    _ kvHeads: Int, _ base: Double, _ p: Parts
  ) -> Parts.Vector? {
    let position = keys.first?.count ?? 0
    if keys.isEmpty {
      keys = Array(repeating: [], count: kvHeads)
      values = keys
    }
    for (g, head) in heads(of: key, kvHeads).enumerated() {
      guard let turned = p.rotate(head, position, base) else { return nil }
      keys[g].append(turned)
    }
    for (g, head) in heads(of: value, kvHeads).enumerated() { values[g].append(head) }
    let queries = heads(of: query, queryHeads).compactMap { p.rotate($0, position, base) }
    guard queries.count == queryHeads else { return nil }
    return p.groupedAttention(queries, keys, values).map { Array($0.joined()) }
  }
}
