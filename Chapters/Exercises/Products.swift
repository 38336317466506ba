/// A matrix times a vector. Row j of `matrix` holds the weights of output j.
///
/// Output j is the dot product of row j with `x`. `dot(_:_:)` is there.
///
/// By hand: the rows (1, 2), (0, 3) and (4, −1) times (5, 1) are 5 + 2, 3 and 20 − 1: (7, 3, 19).
///
/// Counted in chapter-machine, section 2.
public func product(_ matrix: [[Double]], _ x: [Double]) -> [Double]? {
  nil  // your code here
}

/// The operations of a product of an m × k with a k × n matrix, and the bytes that it reads and
/// writes if every number goes through memory once.
///
/// A multiply–add is two operations, and a number is four bytes.
public func productWork(m: Int, k: Int, n: Int) -> (operations: Int, bytes: Int)? {
  nil  // your code here
}

/// What a kernel with `intensity` operations per byte can reach at best, in GFLOP/s, on a machine
/// that computes `peak` GFLOP/s and reads `bandwidth` GB/s.
///
/// It takes at least the time of its operations alone, and at least that of its bytes alone.
public func roof(intensity: Double, peak: Double, bandwidth: Double) -> Double? {
  nil  // your code here
}

/// The median of measured times, which need not be in order: the middle one, or the mean of the
/// two in the middle if their number is even.
///
/// One very slow sample hardly moves it.
public func median(_ samples: [Double]) -> Double? {
  nil  // your code here
}
