import ExerciseCases

/// What is noted while a reader's functions are at work: signs of life, and the first answer that no
/// model can go on with.
final class Calls {
  /// What went wrong first, and in which function.
  struct Failure: Error, CustomStringConvertible {
    var part: Part
    var description: String
  }

  private(set) var failure: Failure?
  private let sign: LifeSign?

  init(_ sign: LifeSign? = nil) { self.sign = sign }

  /// Says that the program is at work where no function of the reader's is.
  func beat() { sign?.beat() }

  /// Notes that a function does what no model can go on with.
  func fail(_ part: Part, _ what: String) {
    if failure == nil {
      failure = Failure(part: part, description: "`\(part.rawValue)` \(what).")
    }
  }

  /// Runs something and throws what went wrong in it.
  func checked<Result>(_ body: () throws -> Result) throws -> Result {
    failure = nil
    let result = try body()
    if let failure { throw failure }
    return result
  }

  /// Calls a reader's function: what it gives if a model can go on with it, else `instead`, which has the
  /// right shape.
  func call<Result>(
    _ part: Part, _ instead: @autoclosure () -> Result, _ function: () -> Result?,
    wrong: (Result) -> String?
  ) -> Result {
    if failure != nil { return instead() }
    let before = sign?.part
    sign?.part = part
    let result = function()
    sign?.part = before
    sign?.beat()
    // What it called may have failed first.
    if failure != nil { return instead() }
    guard let result else {
      fail(part, "gave nil in the model")
      return instead()
    }
    if let reason = wrong(result) {
      fail(part, "gave \(reason)")
      return instead()
    }
    return result
  }
}

// MARK: Shapes

extension Calls {
  /// A vector of `count` numbers.
  func row(_ part: Part, _ count: Int, _ function: () -> [Double]?) -> [Double] {
    call(part, [Double](repeating: 0, count: count), function) { row in
      row.count == count ? Self.trouble(row) : "\(row.count) numbers, where \(count) belong"
    }
  }

  /// `count` vectors of `width` numbers.
  func rows(_ part: Part, _ count: Int, _ width: Int, _ function: () -> [[Double]]?) -> [[Double]] {
    let zeros = [Double](repeating: 0, count: width)
    return call(part, [[Double]](repeating: zeros, count: count), function) { rows in
      guard rows.count == count else { return "\(rows.count) rows, where \(count) belong" }
      guard let other = rows.first(where: { $0.count != width }) else {
        return rows.lazy.compactMap(Self.trouble).first
      }
      return "a row of \(other.count) numbers, where \(width) belong"
    }
  }

  static func trouble(_ row: [Double]) -> String? {
    row.firstIndex { !$0.isFinite }.map { i in
      "\(row[i].isNaN ? "NaN" : "an infinite number") at place \(i)"
    }
  }
}

// MARK: Parts

extension Parts {
  /// The parts that a reader wrote, each call of them noted and its result looked at; plain ones for the
  /// rest.
  static func guarded(_ readers: Parts, written: Set<Part>, _ calls: Calls) -> Parts {
    let (parts, r) = (Parts(), Parts())
    r.product = { m, x in calls.row(.product, m.count) { readers.product(m, x) } }
    r.rmsNorm = { x, gain, eps in
      calls.row(.rmsNorm, x.count) { readers.rmsNorm(x, gain, eps) }
    }
    r.rotatePair = { x, y, angle in
      let pair = calls.row(.rotatePair, 2) {
        readers.rotatePair(x, y, angle).map { [$0.x, $0.y] }
      }
      return (pair[0], pair[1])
    }
    r.angle = { i, position, dimensions, base in
      calls.row(.angle, 1) { readers.angle(i, position, dimensions, base).map { [$0] } }[0]
    }
    r.rotate = { head, position, base in
      calls.row(.rotate, head.count) { readers.rotate(head, position, base) }
    }
    r.attention = { q, k, v in
      calls.rows(.attention, q.count, v[0].count) { readers.attention(q, k, v) }
    }
    r.multiHeadAttention = { q, k, v, count in
      calls.rows(.multiHeadAttention, q.count, v[0].count) {
        readers.multiHeadAttention(q, k, v, count)
      }
    }
    r.kvHead = { h, queryHeads, kvHeads in
      calls.call(.kvHead, 0, { readers.kvHead(h, queryHeads, kvHeads) }) {
        0..<kvHeads ~= $0 ? nil : "\($0) for query head \(h), and there are \(kvHeads) kv heads"
      }
    }
    r.sharedAttention = { q, k, v, queryHeads, kvHeads, base in
      calls.rows(.sharedAttention, q.count, q[0].count) {
        readers.sharedAttention(q, k, v, queryHeads, kvHeads, base)
      }
    }
    r.feedForward = { x, gate, up, down in
      calls.row(.feedForward, x.count) { readers.feedForward(x, gate, up, down) }
    }
    r.block = { x, attentionNorm, attention, feedForwardNorm, feedForward in
      calls.rows(.block, x.count, x[0].count) {
        readers.block(x, attentionNorm, attention, feedForwardNorm, feedForward)
      }
    }
    r.logits = { rows, norm, head in
      var count = 0
      return calls.call(
        .logits, [0],
        {
          readers.logits(rows, norm) {
            let logits = head($0)
            count = logits.count
            return logits
          }
        }
      ) { $0.count == count ? Calls.trouble($0) : "\($0.count) logits, where \(count) belong" }
    }
    r.greedy = { logits in
      calls.call(.greedy, 0, { readers.greedy(logits) }) {
        logits.indices ~= $0 ? nil : "token \($0), and there are \(logits.count)"
      }
    }
    r.groupedAttention = { q, k, v in
      calls.rows(.groupedAttention, q.count, v[0][0].count) { readers.groupedAttention(q, k, v) }
    }
    r.makeCache = {
      let attend = readers.makeCache()
      return { query, key, value, queryHeads, kvHeads, base in
        calls.row(.cache, query.count) { attend(query, key, value, queryHeads, kvHeads, base) }
      }
    }
    r.generate = { prompt, newTokens, read, choose in
      calls.call(.generate, prompt, { readers.generate(prompt, newTokens, read, choose) }) { _ in
        nil
      }
    }
    for part in Part.ofModel where written.contains(part) { parts.take(part, from: r) }
    return parts
  }
}
