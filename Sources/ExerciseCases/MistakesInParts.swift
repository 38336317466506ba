import Base
import Exercises

// Mistakes in what a model is built of. The chapters' sections "What goes wrong" tell of most.

extension Mistake {
  static var ofVectors: [Mistake] {
    [
      Mistake(.product, "This multiplies with columns: row j of the matrix belongs to output j.") {
        $0.product = { matrix, x in
          guard matrix.count == x.count else { return matrix.map { dot($0, x) } }
          return matrix[0].indices.map { j in dot(matrix.map { $0[j] }, x) }
        }
      },
      Mistake(.rmsNorm, "ε stands outside the root: it belongs to the mean square, inside.") {
        $0.rmsNorm = { x, gain, eps in
          let size = (dot(x, x) / Double(x.count)).squareRoot() + eps
          return zip(x, gain).map { $0 / size * $1 }
        }
      },
      Mistake(.rmsNorm, "The root is missing: this divides by the mean square.") {
        $0.rmsNorm = { x, gain, eps in
          zip(x, gain).map { $0 / (dot(x, x) / Double(x.count) + eps) * $1 }
        }
      },
      Mistake(.rmsNorm, "This divides by the root of the sum: the mean is the sum over the count.")
      {
        $0.rmsNorm = { x, gain, eps in
          zip(x, gain).map { $0 / (dot(x, x) + eps).squareRoot() * $1 }
        }
      },
      Mistake(.rmsNorm, "The mean is taken away first: that is LayerNorm.") {
        $0.rmsNorm = { x, gain, eps in zip(Plain.layerNorm(x, eps), gain).map { $0 * $1 } }
      },
      Mistake(.rmsNorm, "The gain is missing.") {
        $0.rmsNorm = { x, _, eps in Plain.rmsNorm(x, x.map { _ in 1 }, eps) }
      },
      Mistake(.rmsNorm, "ε is missing.") {
        $0.rmsNorm = { x, gain, _ in Plain.rmsNorm(x, gain, 0) }
      },
      Mistake(.rotatePair, "This turns clockwise: one of the two signs belongs to the other sine.")
      {
        $0.rotatePair = { x, y, angle in Plain.rotatePair(x, y, -angle) }
      },
      Mistake(.angle, "The 2 is missing: pair i has the exponent −2i/d, not −i/d.") {
        $0.angle = { i, position, d, base in
          Double(position) * .pow(base, -Double(i) / Double(d))
        }
      },
      Mistake(.angle, "The angle does not grow with the position.") {
        $0.angle = { i, _, d, base in Plain.angle(i, 1, d, base) }
      },
      Mistake(.angle, "Positions are counted from 1: the first token is turned by 0.") {
        $0.angle = { i, position, d, base in Plain.angle(i, position + 1, d, base) }
      },
      Mistake(.angle, "Later pairs turn faster: the exponent is negative.") {
        $0.angle = { i, position, d, base in
          Double(position) * .pow(base, 2 * Double(i) / Double(d))
        }
      },
      Mistake(
        .rotate, "Pairs are made of both halves of the head (i and i + d/2) and not of neighbours."
      ) {
        $0.rotate = { head, position, base in
          let half = head.count / 2
          var result = head
          for i in 0..<half {
            let angle = Plain.angle(i, position, head.count, base)
            (result[i], result[i + half]) = Plain.rotatePair(head[i], head[i + half], angle)
          }
          return result
        }
      },
      Mistake(.rotate, "The angle is that of a feature's number: the pair has half of it.") {
        $0.rotate = { head, position, base in
          (0..<head.count / 2).flatMap { i in
            let angle = Plain.angle(2 * i, position, head.count, base)
            let pair = Plain.rotatePair(head[2 * i], head[2 * i + 1], angle)
            return [pair.x, pair.y]
          }
        }
      },
    ]
  }

  static var ofAttention: [Mistake] {
    [
      Mistake(.attention, "The mask is missing: tokens see those that come later.") {
        $0.attention = { q, k, v in q.map { Plain.mixed(v, Plain.weights($0, k)) } }
      },
      Mistake(.attention, "The mask is one off: each token sees the one after it, too.") {
        $0.attention = { q, k, v in
          q.indices.map { m in
            let seen = 0..<min(m + 2, k.count)
            return Plain.mixed(v[seen], Plain.weights(q[m], k[seen]))
          }
        }
      },
      Mistake(.attention, "The mask is one off: a token does not see itself.") {
        $0.attention = { q, k, v in
          q.indices.map { m in
            let seen = 0..<max(m, 1)
            return Plain.mixed(v[seen], Plain.weights(q[m], k[seen]))
          }
        }
      },
      Mistake(.attention, noRoot) {
        $0.attention = { q, k, v in
          Plain.attention(q.map { row in row.map { $0 * root(of: row) } }, k, v)
        }
      },
      Mistake(.attention, "The scores are divided by d: it is its square root, √d.") {
        $0.attention = { q, k, v in
          Plain.attention(q.map { row in row.map { $0 / root(of: row) } }, k, v)
        }
      },
      Mistake(
        .attention,
        "The softmax does not take the largest score away first: exponentials overflow."
      ) {
        $0.attention = { q, k, v in
          q.indices.map { m in
            let powers = k[...m].map { Double.exp(dot(q[m], $0) / root(of: q[m])) }
            let sum = powers.reduce(0, +)
            return Plain.mixed(v[...m], powers.map { $0 / sum })
          }
        }
      },
      Mistake(.attention, "The keys are added up where the values belong.") {
        $0.attention = { q, k, _ in Plain.attention(q, k, k) }
      },
      Mistake(
        .multiHeadAttention,
        "The features are dealt out to the heads in turns: a head has neighbours."
      ) {
        $0.multiHeadAttention = { q, k, v, count in
          func dealt(_ rows: Parts.Rows) -> Parts.Rows {
            rows.map { row in
              (0..<count).flatMap { h in
                stride(from: h, to: row.count, by: count).map { row[$0] }
              }
            }
          }
          let parts = Parts.plain
          return parts.multiHeadAttention(dealt(q), dealt(k), dealt(v), count)
        }
      },
      Mistake(.multiHeadAttention, "All heads are compared at once: each has weights of its own.") {
        $0.multiHeadAttention = { q, k, v, _ in Plain.attention(q, k, v) }
      },
      Mistake(
        .kvHead, "The kv heads are dealt out in turns (h % G): neighbours share, h / (H / G)."
      ) {
        $0.kvHead = { h, _, kvHeads in h % kvHeads }
      },
      Mistake(.kvHead, "This divides by the number of kv heads: H / G query heads share one.") {
        $0.kvHead = { h, _, kvHeads in min(h / kvHeads, kvHeads - 1) }
      },
      Mistake(.sharedAttention, "The values are turned, too: only queries and keys are.") {
        $0.sharedAttention = { q, k, v, queryHeads, kvHeads, base in
          let turned = v.indices.map { t in
            heads(of: v[t], kvHeads).flatMap { Parts.plain.rotate($0, t, base)! }
          }
          return Parts.plain.sharedAttention(q, k, turned, queryHeads, kvHeads, base)
        }
      },
      Mistake(.sharedAttention, "The keys are not turned.") {
        $0.sharedAttention = { q, k, v, queryHeads, kvHeads, base in
          // Turned back first, so that the plain turn leaves them as they were.
          let back = k.indices.map { t in
            heads(of: k[t], kvHeads).flatMap { Parts.plain.rotate($0, -t, base)! }
          }
          return Parts.plain.sharedAttention(q, back, v, queryHeads, kvHeads, base)
        }
      },
      Mistake(.sharedAttention, "Nothing is turned.") {
        $0.rotate = { head, _, _ in head }
      },
      Mistake(.groupedAttention, noRoot) {
        $0.groupedAttention = { q, k, v in
          Parts.plain.groupedAttention(q.map { row in row.map { $0 * root(of: row) } }, k, v)
        }
      },
      Mistake(.groupedAttention, "The keys are added up where the values belong.") {
        $0.groupedAttention = { q, k, _ in Parts.plain.groupedAttention(q, k, k) }
      },
    ]
  }

  static let noRoot = "√d is missing: the scores are divided by the root of a head's length."

  private static func root(of row: Parts.Vector) -> Double { Double(row.count).squareRoot() }

  static var ofLayers: [Mistake] {
    [
      Mistake(.feedForward, "silu is applied to `up`: it belongs to `gate`.") {
        $0.feedForward = { x, gate, up, down in Plain.feedForward(x, up, gate, down) }
      },
      Mistake(.feedForward, "silu(z) is z times the sigmoid: here only the sigmoid is used.") {
        $0.feedForward = { x, gate, up, down in
          down(zip(gate(x), up(x)).map { 1 / (1 + .exp(-$0)) * $1 })
        }
      },
      Mistake(.feedForward, "The sign in silu is turned round: z / (1 + e^−z).") {
        $0.feedForward = { x, gate, up, down in
          down(zip(gate(x), up(x)).map { $0 / (1 + .exp($0)) * $1 })
        }
      },
      Mistake(.block, "The norms are missing.") {
        $0.block = { x, _, attention, _, feedForward in
          Plain.block(x, { $0 }, attention, { $0 }, feedForward)
        }
      },
      Mistake(.block, "The way around attention is missing: h = x + attention(norm(x)).") {
        $0.block = { x, norm, attention, secondNorm, feedForward in
          let h = attention(x.map(norm))
          return Plain.sum(h, h.map(secondNorm).map(feedForward))
        }
      },
      Mistake(
        .block, "The way around the feed-forward layer is missing: y = h + feedForward(norm(h))."
      ) {
        $0.block = { x, norm, attention, secondNorm, feedForward in
          Plain.sum(x, attention(x.map(norm))).map(secondNorm).map(feedForward)
        }
      },
      Mistake(.block, "The feed-forward layer reads x: it reads h, to which attention was added.") {
        $0.block = { x, norm, attention, secondNorm, feedForward in
          Plain.sum(
            Plain.sum(x, attention(x.map(norm))), x.map(secondNorm).map(feedForward))
        }
      },
      Mistake(.block, "The way around carries norm(x): it carries x as it is.") {
        $0.block = { x, norm, attention, secondNorm, feedForward in
          let n = x.map(norm)
          let h = Plain.sum(n, attention(n)).map(secondNorm)
          return Plain.sum(h, h.map(feedForward))
        }
      },
      Mistake(.logits, "These are the logits after the first token: the last row counts.") {
        $0.logits = { rows, norm, head in head(norm(rows[0])) }
      },
      Mistake(.logits, "The norm is missing.") {
        $0.logits = { rows, _, head in head(rows[rows.count - 1]) }
      },
      Mistake(.greedy, "Of equal logits this takes the last: it is the first.") {
        $0.greedy = { logits in
          logits.indices.reduce(0) { logits[$1] >= logits[$0] ? $1 : $0 }
        }
      },
      Mistake(.greedy, "This takes the smallest logit.") {
        $0.greedy = { logits in Plain.greedy(logits.map { -$0 }) }
      },
    ]
  }

  static var ofCaches: [Mistake] {
    [
      Mistake(
        .cache,
        "The position of the cache is forgotten: each new token is turned as if it were the first."
      ) { $0.makeCache = mistakenCache(position: { _ in 0 }) },
      Mistake(
        .cache,
        "The position is one too large: it is the number of tokens before this one."
      ) { $0.makeCache = mistakenCache(position: { $0 + 1 }, keyPosition: { $0 }) },
      Mistake(.cache, "The keys are kept before the rotation: keep them turned.") {
        $0.makeCache = mistakenCache(position: { $0 }, turnsKeys: false)
      },
      Mistake(.cache, "The values are turned, too: only queries and keys are.") {
        $0.makeCache = mistakenCache(position: { $0 }, turnsValues: true)
      },
      Mistake(
        .cache, "The new token does not see itself: keep its key and value before it attends."
      ) {
        $0.makeCache = mistakenCache(position: { $0 }, seesItself: false)
      },
    ]
  }

  private static func mistakenCache(
    position: @escaping (Int) -> Int, keyPosition: ((Int) -> Int)? = nil, turnsKeys: Bool = true,
    turnsValues: Bool = false, seesItself: Bool = true
  ) -> () -> Parts.CacheStep {
    {
      let parts = Parts.plain
      var (keys, values): ([Parts.Rows], [Parts.Rows]) = ([], [])
      return { query, key, value, queryHeads, kvHeads, base in
        if keys.isEmpty {
          keys = Array(repeating: [], count: kvHeads)
          values = keys
        }
        let count = keys[0].count
        func turned(
          _ row: Parts.Vector, _ heads: Int, _ position: (Int) -> Int, _ isTurned: Bool = true
        ) -> Parts.Rows {
          Exercises.heads(of: row, heads).map {
            isTurned ? parts.rotate($0, position(count), base)! : $0
          }
        }
        let (newKeys, newValues) = (
          turned(key, kvHeads, keyPosition ?? position, turnsKeys),
          turned(value, kvHeads, position, turnsValues)
        )
        func keep() {
          for g in 0..<kvHeads {
            keys[g].append(newKeys[g])
            values[g].append(newValues[g])
          }
        }
        let queries = turned(query, queryHeads, position)
        // Somebody has to be seen by the first token.
        if seesItself || count == 0 { keep() }
        let result = parts.groupedAttention(queries, keys, values)
        if !seesItself && count > 0 { keep() }
        return result.map { Array($0.joined()) }
      }
    }
  }

  static var ofWriting: [Mistake] {
    [
      Mistake(.generate, "The last new token is read, too: nobody needs the logits after it.") {
        $0.generate = { prompt, newTokens, read, choose in
          var (text, logits) = (prompt, prompt.map(read).last!)
          for _ in 0..<newTokens {
            text.append(choose(logits))
            logits = read(text.last!)
          }
          return text
        }
      },
      Mistake(
        .generate, "Of the prompt only the last token is read: the cache has to see all of it."
      ) {
        $0.generate = { prompt, newTokens, read, choose in
          prompt.dropLast()
            + Plain.generate([prompt.last!], newTokens, read, choose)
        }
      },
      Mistake(.generate, "The whole text is read again in every round: the cache has it already.") {
        $0.generate = { prompt, newTokens, read, choose in
          var text = prompt
          for _ in 0..<newTokens { text.append(choose(text.map(read).last!)) }
          return text
        }
      },
      Mistake(.generate, "The prompt is missing in what is given back.") {
        $0.generate = { prompt, newTokens, read, choose in
          Array(Plain.generate(prompt, newTokens, read, choose).dropFirst(prompt.count))
        }
      },
    ]
  }
}
