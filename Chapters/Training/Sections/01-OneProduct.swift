import Base
import Mini
import Notebook
import TrainingExperiments

extension TrainingChapter {
  /// T1: the chain rule through one linear layer.
  var oneProduct: Section {
    Section("A product, and the way back", "T1") { page in
      page.result(
        "A product sends back two products: xᵀ ∂y for its weights, and ∂y Wᵀ for the layer before.")
      page.claim("T1")
      page.text(
        """
        To learn is to change each weight w so that the *loss* L falls, and for that we need its slope
        ∂L/∂w. All slopes together are the *gradient*. By the chain rule, slopes along a way from x to L are
        multiplied, and where several ways lead there, they are added. We write ∂y for ∂L/∂y; it has as many
        numbers as y.

        The simplest layer is a product of a row x with a matrix W: yⱼ = Σᵢ xᵢ Wᵢⱼ. The weight Wᵢⱼ occurs in
        yⱼ alone, times xᵢ. The number xᵢ occurs in every yⱼ, times Wᵢⱼ. So
        """)
      page.formula(
        """
        ∂Wᵢⱼ = xᵢ ∂yⱼ         that is   ∂W = xᵀ ∂y
        ∂xᵢ  = Σⱼ ∂yⱼ Wᵢⱼ     that is   ∂x = ∂y Wᵀ
        """,
        tex: #"""
          \partial W_{ij} = x_i\,\partial y_j,\; \partial W = x^\top\,\partial y \qquad
          \partial x_i = \textstyle\sum_j \partial y_j\,W_{ij},\; \partial x = \partial y\,W^\top
          """#)
      page.thereAndBack()
      page.expect(
        "How many times as many multiply–adds as forward does a product take on the way back?",
        answer: "Twice as many: one product for ∂W and one for ∂x, each as large as that forward.")
      page.text("With half the squared distance from a target as the loss, ∂y is that distance:")
      let hand = page.code {
        let x = [1.0, 2]
        let w = [[0.5, -1], [2, 0.25]]  // [inputs, outputs]
        let target = [1.0, -2]
        let y = [
          x[0] * w[0][0] + x[1] * w[1][0],
          x[0] * w[0][1] + x[1] * w[1][1],
        ]
        let dy = [y[0] - target[0], y[1] - target[1]]
        let dw = [
          [x[0] * dy[0], x[0] * dy[1]],
          [x[1] * dy[0], x[1] * dy[1]],
        ]
        let dx = [
          dy[0] * w[0][0] + dy[1] * w[0][1],
          dy[0] * w[1][0] + dy[1] * w[1][1],
        ]
        return (y: y, dy: dy, dw: dw, dx: dx)
      }
      let mini = try opinions(page, hand.dw, hand.dx)
      page.check(
        "T1", "the lines above and `Mini` agree in all six slopes", mini, isAtMost: 1e-6,
        measuring: "largest difference", decides: true)
      page.text(
        """
        The way back needs x: so training keeps what stood between the layers, and takes more memory than
        writing.
        """)
    }
  }

  /// What `Mini` and central differences say; how far `Mini` is from the numbers by hand.
  private func opinions(_ page: Page, _ dw: [[Double]], _ dx: [Double]) throws -> Double {
    var rows: [Opinion] = []
    try page.deeper("`Mini`, and slopes that were measured, say the same") { page in
      page.text("`Mini` has the rule for any number of rows, below the forward one:")
      try page.source(of: "func backward(", in: "Sources/Mini/Model/Linear.swift")
      let (mini, gradient) = page.code {
        let layer = Linear(weight: Tensor([[0.5, -1], [2, 0.25]]))
        let x = Tensor([[1, 2]])
        let dy = layer(x) - Tensor([[1, -2]])
        var dx = Tensor(zeros: [1, 2])
        var gradient = Linear(weight: Tensor(zeros: [2, 2]))
        layer.backward(dy, at: x, into: &dx, &gradient)
        return (dx, gradient)
      }
      page.text(
        """
        And a second opinion, which knows nothing of chain rules: move one number a little to both sides, and
        see how the loss changes.
        """)
      try page.source(
        of: "func centralDifference(", in: "Chapters/Training/Experiments/CentralDifference.swift")
      func loss(_ x: [Double], _ w: [[Double]]) -> Double {
        (0..<2).reduce(0) { sum, j in
          let distance = x[0] * w[0][j] + x[1] * w[1][j] - [1.0, -2][j]
          return sum + distance * distance / 2
        }
      }
      let (x, w) = ([1.0, 2], [[0.5, -1], [2, 0.25]])
      for i in 0..<2 {
        for j in 0..<2 {
          let slope = centralDifference { h in
            var moved = w
            moved[i][j] += h
            return loss(x, moved)
          }
          rows.append(("∂W\(i)\(j)", dw[i][j], Double(gradient.weight[i, j]), slope))
        }
      }
      for i in 0..<2 {
        let slope = centralDifference { h in
          var moved = x
          moved[i] += h
          return loss(moved, w)
        }
        rows.append(("∂x\(i)", dx[i], Double(mini[0, i]), slope))
      }
      page.opinions("T1", rows)
    }
    return rows.map { abs($0.hand - $0.mini) }.max()!
  }
}

/// Three opinions about a slope.
typealias Opinion = (name: String, hand: Double, mini: Double, slope: Double)

extension Page {
  /// Three opinions about the same slopes, and how near to each other the first and the last are.
  func opinions(_ id: String, _ rows: [Opinion]) {
    table(
      "Three ways to the same slopes:", columns: ["slope", "by hand", "`Mini`", "by differences"],
      rows: rows.map { [$0.name, $0.hand.fixed(6), $0.mini.fixed(6), $0.slope.fixed(6)] })
    check(
      id, "the rule by hand and differences agree in all \(rows.count) slopes",
      rows.map { abs($0.hand - $0.slope) }.max()!, isAtMost: 1e-8,
      measuring: "largest difference")
  }
}
