import Base

/// One head of attention with a causal mask, in rows of `Double`, and
/// its way back.
package struct PlainAttention {
  package let q, k, v: [[Double]]  // [tokens][features]

  package init(q: [[Double]], k: [[Double]], v: [[Double]]) {
    (self.q, self.k, self.v) = (q, k, v)
  }

  package var weights: [[Double]] {
    q.indices.map { t in
      let root = Double(q[t].count).squareRoot()
      let scores = (0...t).map { dot(q[t], k[$0]) / root }
      let sum = scores.reduce(0) { $0 + .exp($1) }
      return scores.map { .exp($0) / sum }  // of the tokens up to t
    }
  }

  package var outputs: [[Double]] { weights.map { p in weighted(p, v) } }

  package func backward(_ dOut: [[Double]]) -> (
    dq: [[Double]], dk: [[Double]], dv: [[Double]], ds: [[Double]]
  ) {
    let (p, root) = (weights, Double(q[0].count).squareRoot())
    let zeros = q.map { $0.map { _ in 0.0 } }
    var (dq, dk, dv, ds) = (zeros, zeros, zeros, [[Double]]())
    for t in q.indices {
      let dp = (0...t).map { dot(dOut[t], v[$0]) }
      let mean = dot(p[t], dp)
      let dsRow = zip(p[t], dp).map { $0 * ($1 - mean) }
      for j in 0...t {
        for f in q[t].indices {
          dv[j][f] += p[t][j] * dOut[t][f]
          dq[t][f] += dsRow[j] * k[j][f] / root
          dk[j][f] += dsRow[j] * q[t][f] / root
        }
      }
      ds.append(dsRow + Array(repeating: 0, count: q.count - t - 1))
    }
    return (dq, dk, dv, ds)
  }

  private func dot(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
  }

  private func weighted(_ p: [Double], _ rows: [[Double]]) -> [Double] {
    rows[0].indices.map { f in
      p.indices.reduce(0) { $0 + p[$1] * rows[$1][f] }
    }
  }
}
