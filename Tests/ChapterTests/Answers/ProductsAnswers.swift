import Exercises

/// Right answers to the exercises, as a reader would write them.
enum Answers {}

extension Answers {
  static func product(_ matrix: [[Double]], _ x: [Double]) -> [Double]? {
    matrix.map { dot($0, x) }
  }

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
