/// Right answers to the exercises of the chapter on the machine.
enum MachineAnswers {
  static func productWork(m: Int, k: Int, n: Int) -> (operations: Int, bytes: Int)? {
    (2 * m * k * n, 4 * (m * k + k * n + m * n))
  }

  static func roof(intensity: Double, peak: Double, bandwidth: Double) -> Double? {
    min(peak, intensity * bandwidth)
  }

  static func median(_ samples: [Double]) -> Double? {
    let (sorted, middle) = (samples.sorted(), samples.count / 2)
    return samples.count.isMultiple(of: 2)
      ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
  }
}

/// Answers that somebody might give in good faith.
enum WrongMachineAnswers {
  /// Forgets to write the result.
  static func productWork(m: Int, k: Int, n: Int) -> (operations: Int, bytes: Int)? {
    (2 * m * k * n, 4 * (m * k + k * n))
  }

  /// Adds both times, as if nothing were read while the machine computes.
  static func roof(intensity: Double, peak: Double, bandwidth: Double) -> Double? {
    1 / (1 / peak + 1 / (intensity * bandwidth))
  }

  /// Does not sort.
  static func median(_ samples: [Double]) -> Double? { samples[samples.count / 2] }
}
