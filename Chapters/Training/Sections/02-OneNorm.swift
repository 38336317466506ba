import Base
import Mini
import Notebook
import TrainingExperiments

extension TrainingChapter {
  /// T2: the chain rule through RMSNorm.
  var oneNorm: Section {
    Section("A norm, and the way back", "T2") { page in
      page.result(
        "Along its own input a norm sends nothing back, and the rest it divides by its size.")
      page.claim("T2")
      page.text(
        """
        RMSNorm divides a row of d features by its size, n = x / r with r² = mean(x²) + ε, and multiplies by
        a gain g. From y = g n follow ∂g = ∂y n and ∂n = g ∂y. The number xᵢ has two ways to n now: a
        straight one to nᵢ, with the slope 1/r, and one through r to all of n. Along the second r grows by
        nᵢ/d, since r² has the slope 2xᵢ/d, and each nⱼ by −nⱼ/r for that:
        """)
      page.formula(
        """
        ∂xᵢ = ∂nᵢ / r  +  (nᵢ/d) Σⱼ ∂nⱼ (−nⱼ/r)
            = (∂nᵢ − nᵢ mean(∂n · n)) / r
        """,
        tex: #"""
          \partial x_i = \frac{\partial n_i}{r} + \frac{n_i}{d}\sum_j \partial n_j\Bigl(-\frac{n_j}{r}\Bigr)
          = \frac1r\Bigl(\partial n_i - n_i\,\tfrac1d\textstyle\sum_j \partial n_j\,n_j\Bigr)
          """#)
      page.acrossTheInput()
      page.text(
        """
        The mean takes out of ∂n what points along n. It has to: along its own direction x can be stretched,
        and the output does not change. With gains of 1, ε = 0 and y₀ as the loss:
        """)
      let hand = page.code {
        let x = [1.0, 2, 3, 4]
        let dy = [1.0, 0, 0, 0]
        let r = (x.map { $0 * $0 }.reduce(0, +) / 4).squareRoot()
        let n = x.map { $0 / r }
        let along = zip(dy, n).map { $0 * $1 }.reduce(0, +) / 4
        let dx = zip(dy, n).map { ($0 - $1 * along) / r }
        let dg = zip(dy, n).map { $0 * $1 }
        return (n: n, along: along, dx: dx, dg: dg)
      }
      let along = zip(hand.dx, [1.0, 2, 3, 4]).map { $0 * $1 }.reduce(0, +)
      page.check(
        "T2", "nothing of ∂x points along x", abs(along), isAtMost: 1e-12, measuring: "∂x · x",
        decides: true)
      page.deeper("`Mini`, and slopes that were measured, say the same of a norm") { page in
        let (dx, gradient) = page.code {
          let norm = RMSNorm(dimensions: 4, eps: 0)
          let x = Tensor([[1, 2, 3, 4]])
          var dx = Tensor(zeros: [1, 4])
          var gradient = norm
          gradient.gain = Tensor(zeros: [4])
          norm.backward(
            Tensor([[1, 0, 0, 0]]), at: x, addingTo: &dx, &gradient)
          return (dx, gradient)
        }
        let rows = (0..<4).map { i in
          let slope = centralDifference { h in
            var x = [1.0, 2, 3, 4]
            x[i] += h
            return x[0] / (x.map { $0 * $0 }.reduce(0, +) / 4).squareRoot()
          }
          return (name: "∂x\(i)", hand: hand.dx[i], mini: Double(dx[0, i]), slope: slope)
        }
        page.opinions("T2", rows)
        page.check(
          "T2", "the lines above and `Mini` agree in ∂x and ∂g",
          max(
            rows.map { abs($0.hand - $0.mini) }.max()!,
            zip(hand.dg, gradient.gain.scalars).map { abs($0 - Double($1)) }.max()!),
          isAtMost: 1e-6, measuring: "largest difference")
      }
      page.text(
        """
        Only y₀ counts, and yet every x gets a share, for each of them makes r larger.
        """)
    }
  }
}
