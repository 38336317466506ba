import Base
import Mini
import Notebook
import TrainingExperiments

extension TrainingChapter {
  /// T3: the chain rule through softmax and cross-entropy.
  var softmaxAndLoss: Section {
    Section("Softmax and the loss", "T3") { page in
      page.result(
        "Softmax and cross-entropy together send back what was expected minus what came.")
      page.claim("T3")
      page.text(
        """
        A language model ends in a score z for each word, its logits. Softmax makes probabilities of them,
        pᵢ = exp(zᵢ) / S with S = Σ exp(zⱼ), and the loss is the *cross-entropy*, −ln p of the word t
        that came. That is ln S − zₜ. Along zᵢ, ln S has the slope exp(zᵢ) / S, which is pᵢ, and zₜ has the
        slope 1 if i is t:
        """)
      page.formula(
        "∂zᵢ = pᵢ − (1 if i = t, else 0)", tex: #"\partial z_i = p_i - [i = t]"#)
      page.text(
        """
        Attention has a softmax without that loss. Along zᵢ, pⱼ has the slope pⱼ ((1 if i = j, else 0) − pᵢ),
        by the quotient rule; multiplied with ∂pⱼ and added up:
        """)
      page.formula(
        "∂zᵢ = pᵢ (∂pᵢ − Σⱼ pⱼ ∂pⱼ)",
        tex: #"\partial z_i = p_i\bigl(\partial p_i - \textstyle\sum_j p_j\,\partial p_j\bigr)"#)
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
          p: p, loss: -Double.log(p[came]),
          stepByStep: stepByStep, together: together
        )
      }
      page.check(
        "T3", "step by step and together, the three slopes are the same",
        zip(hand.stepByStep, hand.together).map { abs($0 - $1) }.max()!, isAtMost: 1e-12,
        measuring: "largest difference", decides: true)
      page.plot(
        """
        What was expected and what came. Look at the difference of the two, which is the gradient: the score
        of the word that came is pushed up, those of the others down.
        """,
        x: .linear(""), y: .linear("probability"),
        .bars("expected, p", zip(["word 0", "word 1", "word 2"], hand.p).map { ($0, $1) }),
        .bars("came", [("word 0", 0), ("word 1", 1), ("word 2", 0)]))
      page.deeper("`Mini`, and slopes that were measured, say the same of softmax") { page in
        let (mini, loss) = page.code {
          var logits = Tensor([[2, 1, 0]])
          var loss = Tensor(zeros: [1])
          crossEntropyBackward(
            &logits, targets: [1], factor: 1, losses: &loss)
          return (logits, loss)  // the gradient stands where logits were
        }
        let rows = (0..<3).map { i in
          let slope = centralDifference { h in
            var z = [2.0, 1, 0]
            z[i] += h
            return Double.log(z.map { Double.exp($0) }.reduce(0, +)) - z[1]
          }
          return (name: "∂z\(i)", hand: hand.together[i], mini: Double(mini[0, i]), slope: slope)
        }
        page.opinions("T3", rows)
        page.check(
          "T3", "the lines above and `Mini` agree in the slopes and the loss",
          max(
            rows.map { abs($0.hand - $0.mini) }.max()!, abs(hand.loss - Double(loss.scalars[0]))),
          isAtMost: 1e-6, measuring: "largest difference")
      }
      page.text(
        """
        The slopes of a row add up to 0: what one word gains, the others lose. And where the model was
        sure, and right, nothing is left to learn.
        """)
    }
  }
}
