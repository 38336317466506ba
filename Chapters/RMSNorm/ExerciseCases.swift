import Mini
import Notebook
import Workbench

extension RMSNormChapter {
  var exercises: [Exercise] {
    [
      ExerciseCases.rmsNorm(Exercises.rmsNorm),
      ExerciseCases.layerNorm(Exercises.layerNorm),
      ExerciseCases.spreadLeft(Exercises.spreadLeft),
      ExerciseCases.rmsNormGradient(Exercises.rmsNormGradient),
    ]
  }
}

/// What each exercise must give on tiny inputs. The right numbers come from `Mini`; the reader's
/// function is a parameter, so that tests can try answers without changing the chapter.
enum ExerciseCases {
  static func rmsNorm(
    _ attempt: @escaping (_ x: [Double], _ gain: [Double], _ eps: Double) -> [Double]?
  ) -> Exercise {
    Exercise(
      "rmsNorm", "Divide a vector by its root mean square and multiply by a gain.",
      file: Exercises.file
    ) {
      let x: [Double] = [1, -1, 5, 3]  // D = 4, mean square 9
      return [([1, 1, 1, 1], 0), ([1, 2, 0, 1], 0), ([1, 1, 1, 1], 7)].map {
        (gain: [Double], eps: Double) in
        var norm = RMSNorm(dimensions: 4, eps: eps)
        norm.gain = Tensor(gain.map(Float.init))
        let gains = gain.map { "\(Int($0))" }.joined(separator: ", ")
        return .init(
          "x = (1, −1, 5, 3), a gain of (\(gains)) and ε = \(Int(eps))",
          expected: norm(Tensor(x.map(Float.init))).numbers, found: attempt(x, gain, eps))
      }
    }
  }

  static func layerNorm(
    _ attempt: @escaping (_ x: [Double], _ eps: Double) -> [Double]?
  ) -> Exercise {
    Exercise(
      "layerNorm", "Build LayerNorm, without gain and bias, from RMSNorm.", file: Exercises.file
    ) {
      let x: [Double] = [1, -1, 5, 3]  // D = 4, mean 2, variance 5
      return [0.0, 4].map { eps in
        let right = LayerNorm(dimensions: 4, eps: eps)(Tensor(x.map(Float.init)))
        return .init(
          "x = (1, −1, 5, 3) and ε = \(Int(eps))", expected: right.numbers, found: attempt(x, eps))
      }
    }
  }

  static func spreadLeft(_ attempt: @escaping (_ c: Double) -> Double?) -> Exercise {
    Exercise(
      "spreadLeft", "Find what RMSNorm leaves of a signal of spread 1 around a mean.",
      file: Exercises.file
    ) {
      let norm = RMSNorm(dimensions: 2, eps: 0)
      return [0.0, 1, 3].map { c in
        let right = norm(Tensor([[Float(c) + 1, Float(c) - 1]]))  // spread 1 around c
        return .init(
          "the mean c = \(Int(c))", expected: [Double(right.rowVariances[0]).squareRoot()],
          found: attempt(c).map { [$0] })
      }
    }
  }
}

extension ExerciseCases {
  static func rmsNormGradient(
    _ attempt: @escaping (_ x: [Double], _ upstream: [Double]) -> [Double]?
  ) -> Exercise {
    Exercise(
      "rmsNormGradient", "Take a gradient back through RMSNorm.",
      hint: "What points along y is taken away from it, and the rest is divided by the RMS.",
      file: Exercises.file
    ) {
      let norm = RMSNorm(dimensions: 4, eps: 0)
      let x: [Double] = [1, -1, 5, 3]  // D = 4, mean square 9
      return [[1.0, 0, 0, 0], [0, 2, -1, 0], [1, -1, 5, 3]].map { upstream in
        var (right, gradient) = (Tensor(zeros: [1, 4]), norm)
        norm.backward(
          Tensor([upstream.map(Float.init)]), at: Tensor([x.map(Float.init)]), addingTo: &right,
          &gradient)
        let words = upstream.map { "\(Int($0))" }.joined(separator: ", ")
        return .init(
          "x = (1, −1, 5, 3) and an upstream gradient of (\(words))", expected: right.numbers,
          found: attempt(x, upstream))
      }
    }
  }
}

extension Tensor {
  /// All numbers in the order in which they are stored.
  fileprivate var numbers: [Double] { scalars.map(Double.init) }
}
