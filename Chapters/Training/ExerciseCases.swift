import Mini
import Notebook

/// What each exercise must give on tiny inputs. The right numbers come from `Mini`; the reader's
/// function is a parameter, so that tests can try answers without changing the chapter.
enum ExerciseCases {
  static func rmsNormGradient(
    _ attempt:
      @escaping (_ x: [Double], _ gain: [Double], _ eps: Double, _ dy: [Double]) -> [Double]?
  ) -> Exercise {
    Exercise(
      "rmsNormGradient", "Write the backward rule of RMSNorm.", file: Exercises.file
    ) {
      let cases: [(x: [Double], gain: [Double], eps: Double, dy: [Double])] = [
        ([1, 2, 3, 4], [1, 1, 1, 1], 0, [1, 0, 0, 0]),
        ([1, -2], [2, 0.5], 0, [1, 1]),
        ([0.1, 0.2], [1, 2], 0.05, [-1, 3]),
      ]
      return cases.map { x, gain, eps, dy in
        var norm = RMSNorm(dimensions: x.count, eps: eps)
        norm.gain = Tensor(gain.map { Float($0) })
        let row = Tensor([x.map { Float($0) }])
        var (dx, gradient) = (Tensor(zeros: row.shape), norm)
        norm.backward(
          Tensor([dy.map { Float($0) }]), at: row, addingTo: &dx, &gradient)
        return .init(
          "x = \(x), gain \(gain), eps \(eps), dy = \(dy)",
          expected: dx.scalars.map { Double($0) }, found: attempt(x, gain, eps, dy))
      }
    }
  }

  static func crossEntropyGradient(
    _ attempt: @escaping (_ logits: [Double], _ target: Int) -> [Double]?
  ) -> Exercise {
    Exercise(
      "crossEntropyGradient", "Write the backward rule of softmax with cross-entropy.",
      file: Exercises.file
    ) {
      [([2.0, 1, 0], 1), ([0.0, 0], 0), ([1000.0, 998], 1)].map { logits, target in
        var gradient = Tensor([logits.map { Float($0) }])
        var loss = Tensor(zeros: [1])
        crossEntropyBackward(&gradient, targets: [target], factor: 1, losses: &loss)
        return .init(
          "logits \(logits), the target is number \(target)",
          expected: gradient.scalars.map { Double($0) }, found: attempt(logits, target))
      }
    }
  }

  static func adamWStep(
    _ attempt:
      @escaping (
        _ weight: Double, _ gradient: Double, _ m: Double, _ v: Double, _ t: Int, _ rate: Double
      ) -> Double?
  ) -> Exercise {
    Exercise("adamWStep", "Make one step of AdamW.", file: Exercises.file) {
      let cases: [(weight: Double, gradients: [Double], rate: Double)] = [
        (1, [0.5], 0.1), (-2, [3, 3], 0.01), (0.5, [1, -1, 0.25], 0.5),
      ]
      return cases.map { weight, gradients, rate in
        // What `Mini` makes of the same gradients, step by step; the averages before the last one.
        var model = Linear(weight: Tensor([[Float(weight)]]))
        var optimizer = AdamW(beta2: 0.99)
        var (m, v, before) = (0.0, 0.0, weight)
        for (i, g) in gradients.enumerated() {
          before = Double(model.weight.scalars[0])
          var gradient = model
          gradient.weight = Tensor([[Float(g)]])
          optimizer.update(&model, gradient: gradient, learningRate: rate, factor: 1)
          if i + 1 < gradients.count {
            (m, v) = (0.9 * m + 0.1 * g, 0.99 * v + 0.01 * g * g)
          }
        }
        let t = gradients.count
        return .init(
          "weight \(before.fixed(4)), gradient \(gradients[t - 1]), step \(t), rate \(rate)",
          expected: [Double(model.weight.scalars[0])],
          found: attempt(before, gradients[t - 1], m, v, t, rate).map { [$0] })
      }
    }
  }
}
