import Base
import Exercises

// Mistakes in attention: one head, several, and shared ones.

extension Mistake {
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
}
