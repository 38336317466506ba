import Base
import Mini
import Notebook
import TrainingExperiments

extension TrainingChapter {
  /// T1: the chain rule through one linear layer.
  var oneProduct: Section {
    Section("A product, and the way back", "T1") { page in
      page.claim("T1")
      page.text(
        """
        A model is a long formula with many numbers in it that may be changed, its weights. The *loss* L
        is one number that says how wrong the result is. To learn is to change each weight a little in
        the direction in which the loss falls, and for that we need, for every weight w, the slope
        ∂L/∂w: how much the loss grows when w grows a little. All slopes together are the *gradient*.

        No slope is measured by trying; there are too many of them. They are computed from the end to the
        beginning, and each step needs only the one after it. That is the chain rule: if x changes y, and
        y changes L, then the slopes along the way are multiplied, and where several ways lead from x to
        L, they are added. We write ∂y for ∂L/∂y; it has as many numbers as y.

        The simplest layer is a product of a row x with a matrix W, which turns two features into two
        others. Each element of W stands on one way only, from one x to one y. Each x stands on as many
        ways as there are outputs.
        """)
      page.formula(
        """
        forward    y = x W
        backward   ∂W = xᵀ ∂y      ∂x = ∂y Wᵀ
        """,
        tex:
          #"y = xW \qquad \partial W = x^\top\,\partial y \qquad \partial x = \partial y\,W^\top"#)
      page.thereAndBack()
      page.expect(
        "How many times as many multiply–adds as forward does a product take on the way back?",
        answer: "Twice as many: one product for ∂W and one for ∂x, each as large as that forward.")
      page.text(
        """
        With numbers: the loss is half the squared distance from a target, so ∂y is how far y is from it.
        """)
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
      page.text(
        "`Mini` does the same for any number of rows. The backward rule stands below the forward one:"
      )
      try page.source(of: "func backward(", in: "Sources/Mini/Model/Linear.swift")
      let (dx, gradient) = page.code {
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
        And a second opinion, which knows nothing of chain rules: move one number a little to both sides
        and see how the loss changes.
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
      var rows: [(name: String, hand: Double, mini: Double, slope: Double)] = []
      for i in 0..<2 {
        for j in 0..<2 {
          let slope = centralDifference { h in
            var moved = w
            moved[i][j] += h
            return loss(x, moved)
          }
          rows.append(
            ("∂W\(i)\(j)", hand.dw[i][j], Double(gradient.weight[i, j]), slope))
        }
      }
      for i in 0..<2 {
        let slope = centralDifference { h in
          var moved = x
          moved[i] += h
          return loss(moved, w)
        }
        rows.append(("∂x\(i)", hand.dx[i], Double(dx[0, i]), slope))
      }
      page.opinions(rows)
      page.check(
        "T1", "by hand and by `Mini`, largest difference",
        rows.map { abs($0.hand - $0.mini) }.max()!, isAtMost: 1e-6, decides: true)
      page.check(
        "T1", "by hand and by differences, largest difference",
        rows.map { abs($0.hand - $0.slope) }.max()!, isAtMost: 1e-8)
      page.text(
        """
        So the way back costs two products where the way there costs one, and it needs x: whoever trains
        keeps what stood between the layers, and that is why training takes so much more memory than
        writing.
        """)
    }
  }

  /// T2: the chain rule through RMSNorm.
  var oneNorm: Section {
    Section("A norm, and the way back", "T2") { page in
      page.claim("T2")
      page.text(
        """
        RMSNorm divides a row by its size r = √(mean(x²) + ε). Each x stands on two kinds of ways now: the
        straight one to its own y, and those through r to all of them. With n the row divided by r, g the
        gain and d the number of features:
        """)
      page.formula(
        """
        forward    n = x / r        y = g · n
        backward   ∂g = ∂y · n      ∂n = g · ∂y      ∂x = (∂n − n · mean(∂n · n)) / r
        """,
        tex: #"""
          n = x/r,\; y = g\,n \qquad \partial g = \partial y\,n \qquad \partial n = g\,\partial y
          \qquad \partial x_i = \tfrac1r\left(\partial n_i - n_i \tfrac1d\sum_j \partial n_j\,n_j\right)
          """#)
      page.acrossTheInput()
      page.text(
        """
        The mean takes out of ∂n what points along n. It has to: along its own direction x can be
        stretched as much as one likes, and the output does not change. We take x = (1, 2, 3, 4), gains of
        1, ε = 0, and a loss that is y₀ alone, so ∂y = (1, 0, 0, 0):
        """)
      let hand = page.code {
        let x = [1.0, 2, 3, 4]
        let dy = [1.0, 0, 0, 0]
        let r = (x.map { $0 * $0 }.reduce(0, +) / 4).squareRoot()
        let n = x.map { $0 / r }
        let along = zip(dy, n).map { $0 * $1 }.reduce(0, +) / 4  // mean(∂n · n)
        let dx = zip(dy, n).map { ($0 - $1 * along) / r }
        let dg = zip(dy, n).map { $0 * $1 }
        return (n: n, along: along, dx: dx, dg: dg)
      }
      let (dx, gradient) = page.code {
        let norm = RMSNorm(dimensions: 4, eps: 0)
        let x = Tensor([[1, 2, 3, 4]])
        var dx = Tensor(zeros: [1, 4])
        var gradient = norm
        gradient.gain = Tensor(zeros: [4])
        norm.backward(Tensor([[1, 0, 0, 0]]), at: x, addingTo: &dx, &gradient)
        return (dx, gradient)
      }
      let rows = (0..<4).map { i in
        let slope = centralDifference { h in
          var x = [1.0, 2, 3, 4]
          x[i] += h
          return x[0] / (x.map { $0 * $0 }.reduce(0, +) / 4).squareRoot()
        }
        return ("∂x\(i)", hand.dx[i], Double(dx[0, i]), slope)
      }
      page.opinions(rows)
      page.check(
        "T2", "by hand and by `Mini`, largest difference of ∂x and ∂g",
        max(
          rows.map { abs($0.1 - $0.2) }.max()!,
          zip(hand.dg, gradient.gain.scalars).map { abs($0 - Double($1)) }.max()!),
        isAtMost: 1e-6)
      page.check(
        "T2", "by hand and by differences, largest difference",
        rows.map { abs($0.1 - $0.3) }.max()!, isAtMost: 1e-8)
      let along = zip(hand.dx, [1.0, 2, 3, 4]).map { $0 * $1 }.reduce(0, +)
      page.check(
        "T2", "∂x · x: how much of the gradient points along the input", abs(along),
        isAtMost: 1e-12, decides: true)
      page.text(
        """
        Only y₀ counts, and yet every x gets a share: the others are guilty of making r larger. And since
        all of it is divided by r, a row that is ten times larger gets a gradient that is ten times
        smaller.
        """)
    }
  }

  /// T3: the chain rule through softmax and cross-entropy.
  var softmaxAndLoss: Section {
    Section("Softmax and the loss", "T3") { page in
      page.claim("T3")
      page.text(
        """
        A model of language ends in a score z for each word, its logits. Softmax makes probabilities p of
        them, and the loss is −ln p of the word that came, the cross-entropy: 0 if the model was sure of
        it, ln 64 if it thought all of 64 words alike. It is measured in *nats*, because of the natural
        logarithm.
        """)
      page.formula(
        """
        forward    pᵢ = exp(zᵢ) / Σ exp(zⱼ)        L = −ln p of the word that came
        backward   softmax alone    ∂zᵢ = pᵢ (∂pᵢ − Σ pⱼ ∂pⱼ)
                   both together    ∂zᵢ = pᵢ − (1 if i is the word that came, else 0)
        """,
        tex: #"""
          p_i = \frac{e^{z_i}}{\sum_j e^{z_j}},\; L = -\ln p_t \qquad
          \partial z_i = p_i\bigl(\partial p_i - \textstyle\sum_j p_j\,\partial p_j\bigr) \qquad
          \partial z_i = p_i - [i = t]
          """#)
      let hand = page.code {
        let z = [2.0, 1, 0]
        let came = 1
        let sum = z.map { Double.exp($0) }.reduce(0, +)
        let p = z.map { Double.exp($0) / sum }

        // Step by step: L depends on p of the word that came only.
        var dp = [0.0, 0, 0]
        dp[came] = -1 / p[came]
        let mean = zip(p, dp).map { $0 * $1 }.reduce(0, +)
        let stepByStep = zip(p, dp).map { $0 * ($1 - mean) }

        // Both together.
        var together = p
        together[came] -= 1
        return (
          p: p, loss: -Double.log(p[came]), stepByStep: stepByStep,
          together: together
        )
      }
      let (mini, loss) = page.code {
        var logits = Tensor([[2, 1, 0]])
        var loss = Tensor(zeros: [1])
        crossEntropyBackward(&logits, targets: [1], factor: 1, losses: &loss)
        return (logits, loss)  // the gradient stands where the logits were
      }
      let rows = (0..<3).map { i in
        let slope = centralDifference { h in
          var z = [2.0, 1, 0]
          z[i] += h
          return Double.log(z.map { Double.exp($0) }.reduce(0, +)) - z[1]
        }
        return ("∂z\(i)", hand.together[i], Double(mini[0, i]), slope)
      }
      page.opinions(rows)
      page.plot(
        """
        What was expected and what came. Look at the gradient, the difference of the two: the score
        of the word that came is pushed up, those of the others down, each as much as it was
        expected.
        """,
        x: .linear(""), y: .linear("probability"),
        .bars("expected, p", zip(["word 0", "word 1", "word 2"], hand.p).map { ($0, $1) }),
        .bars("came", [("word 0", 0), ("word 1", 1), ("word 2", 0)]))
      page.check(
        "T3", "step by step and together, largest difference",
        zip(hand.stepByStep, hand.together).map { abs($0 - $1) }.max()!, isAtMost: 1e-12,
        decides: true)
      page.check(
        "T3", "by hand and by `Mini`, largest difference of the gradient and the loss",
        max(
          rows.map { abs($0.1 - $0.2) }.max()!, abs(hand.loss - Double(loss.scalars[0]))),
        isAtMost: 1e-6)
      page.check(
        "T3", "by hand and by differences, largest difference",
        rows.map { abs($0.1 - $0.3) }.max()!, isAtMost: 1e-8)
      page.text(
        """
        The numbers of a row add up to 0: what one word gains, the others lose. And where the model was
        right and sure, nothing is left to learn.
        """)
    }
  }
}

extension Page {
  /// Three opinions about the same slopes.
  func opinions(_ rows: [(name: String, hand: Double, mini: Double, slope: Double)]) {
    table(
      "Three ways to the same slopes:", columns: ["slope", "by hand", "`Mini`", "by differences"],
      rows: rows.map { [$0.name, $0.hand.fixed(6), $0.mini.fixed(6), $0.slope.fixed(6)] })
  }
}
