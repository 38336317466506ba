import Notebook

extension Part {
  /// The way back, and a step.
  var examplesOfTraining: [Example] {
    switch self {
    case .rmsNormGradient:
      let inputs: [(x: [Double], gain: [Double], eps: Double, dy: [Double])] = [
        ([3, 4], [1, 1], 0, [3, 4]), ([1, 2, 3, 4], [1, 1, 1, 1], 0, [1, 0, 0, 0]),
        ([1, -2], [2, 0.5], 0, [1, 1]), ([0.1, 0.2], [1, 2], 0.05, [-1, 3]),
      ]
      return inputs.enumerated().map { i, input in
        Example(
          call([
            "x": .init(input.x), "gain": .init(input.gain), "eps": .init(input.eps),
            "dy": .init(input.dy),
          ]), byHand: i == 0 ? .init([0.0, 0]) : nil
        ) { $0.rmsNormGradient(input.x, input.gain, input.eps, input.dy).map { .init($0) } }
      }

    case .crossEntropyGradient:
      let inputs: [([Double], Int)] = [([0, 0], 0), ([2, 1, 0], 1), ([1000, 998], 1)]
      return inputs.enumerated().map { i, input in
        Example(
          call(["logits": .init(input.0), "target": .init(input.1)]),
          byHand: i == 0 ? .init([-0.5, 0.5]) : nil
        ) { $0.crossEntropyGradient(input.0, input.1).map { .init($0) } }
      }

    default:
      let inputs: [[Double]] = [
        // weight, gradient, m, v, step, rate
        [1, 0.5, 0, 0, 1, 0.1], [-2, 3, 0.3, 0.09, 2, 0.01], [0.5, 0.25, -0.01, 0.02, 3, 0.5],
      ]
      return inputs.enumerated().map { i, a in
        Example(
          call([
            "weight": .init(a[0]), "gradient": .init(a[1]), "m": .init(a[2]), "v": .init(a[3]),
            "t": .init(a[4]), "rate": .init(a[5]),
          ]), byHand: i == 0 ? .init(0.899) : nil
        ) { $0.adamWStep(a[0], a[1], a[2], a[3], Int(a[4]), a[5]).map { .init($0) } }
      }
    }
  }
}
