/// The exercises of this chapter. Each function has an empty body: replace `nil` by your code and
/// ask `swift run chapter-machine --exercises` how far you are.
enum Exercises {
  static let file = #filePath

  /// The operations of a product of an m × k with a k × n matrix, and the bytes that it reads and
  /// writes if every number goes through memory once.
  ///
  /// A multiply–add is two operations, and a number is four bytes.
  static func productWork(m: Int, k: Int, n: Int) -> (operations: Int, bytes: Int)? {
    nil  // your code here
  }

  /// What a kernel with `intensity` operations per byte can reach at best, in GFLOP/s, on a machine
  /// that computes `peak` GFLOP/s and reads `bandwidth` GB/s.
  ///
  /// It takes at least the time of its operations alone, and at least that of its bytes alone.
  static func roof(intensity: Double, peak: Double, bandwidth: Double) -> Double? {
    nil  // your code here
  }

  /// The median of measured times, which need not be in order: the middle one, or the mean of the
  /// two in the middle if their number is even.
  ///
  /// One very slow sample hardly moves it.
  static func median(_ samples: [Double]) -> Double? {
    nil  // your code here
  }
}
