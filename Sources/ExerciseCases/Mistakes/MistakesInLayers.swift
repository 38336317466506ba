import Base
import Exercises

// Mistakes in what a block and the end of a model are put together of.

extension Mistake {
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
}
