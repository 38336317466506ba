import MachineExperiments
import Notebook

extension MachineChapter {
  var exercises: [Exercise] {
    [
      ExerciseCases.productWork(Exercises.productWork),
      ExerciseCases.roof(Exercises.roof),
      ExerciseCases.median(Exercises.median),
    ]
  }
}

/// What each exercise must give on tiny inputs. The right numbers come from what the chapter itself
/// counts with; the reader's function is a parameter, so that tests can try answers without
/// changing the chapter.
enum ExerciseCases {
  static func productWork(
    _ attempt: @escaping (_ m: Int, _ k: Int, _ n: Int) -> (operations: Int, bytes: Int)?
  ) -> Exercise {
    Exercise(
      "productWork", "Count the operations and the bytes of a matrix product.",
      file: Exercises.file
    ) {
      [(1, 1, 1), (2, 4, 2), (1, 4, 3)].map { m, k, n in
        let right = Work.product(m, k, n)
        return .init(
          "m = \(m), k = \(k) and n = \(n)",
          expected: [Double(right.operations), Double(right.bytes)],
          found: attempt(m, k, n).map { [Double($0.operations), Double($0.bytes)] })
      }
    }
  }

  static func roof(
    _ attempt: @escaping (_ intensity: Double, _ peak: Double, _ bandwidth: Double) -> Double?
  ) -> Exercise {
    Exercise(
      "roof", "Find the GFLOP/s that a kernel can reach at best.", file: Exercises.file
    ) {
      [(1.0, 200.0, 40.0), (5, 200, 40), (20, 200, 40)].map { intensity, peak, bandwidth in
        let machine = MachineLimits(
          operationsPerSecond: peak * 1e9,
          bandwidths: [(workingSet: 1, bytesPerSecond: bandwidth * 1e9)])
        let (operations, bytes) = (intensity * 1e9, 1e9)
        let least = machine.leastTime(operations: operations, bytes: bytes)
        return .init(
          """
          \(Int(intensity)) operations per byte, a peak of \(Int(peak)) GFLOP/s and a bandwidth of
          \(Int(bandwidth)) GB/s
          """,
          expected: [operations / least / 1e9],
          found: attempt(intensity, peak, bandwidth).map { [$0] })
      }
    }
  }

  static func median(_ attempt: @escaping (_ samples: [Double]) -> Double?) -> Exercise {
    Exercise("median", "Find the median of measured times.", file: Exercises.file) {
      [([2, 1, 3], 2), ([4, 90, 3, 5, 4], 4), ([1, 4, 2, 3], 2.5)].map {
        (samples: [Double], middle: Double) in
        .init(
          "the times \(samples.map { "\(Int($0))" }.joined(separator: ", ")) ms",
          expected: [middle], found: attempt(samples).map { [$0] })
      }
    }
  }
}
