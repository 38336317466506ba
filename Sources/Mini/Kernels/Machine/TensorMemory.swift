import Require

/// How kernels reach the memory of a tensor, which always has an address, be it empty or not.
extension Tensor {
  /// Memory for a result: whoever asks for it must write every element before reading one.
  package init(unwritten shape: [Int]) {
    self.init(shape: shape) { _ in }
  }

  /// Fills memory that is not initialised yet; the only way around writing zeros first.
  package init(shape: [Int], filling fill: (UnsafeMutablePointer<Float>) -> Void) {
    require(shape.allSatisfy { $0 >= 0 }, "there is no shape \(shape)")
    let count = shape.reduce(1, *)
    self.shape = shape
    self.scalars = Scalars(count: count, filling: fill)
  }

  /// The address of the first element, for a kernel; valid only until `body` returns.
  package func withScalars<Result>(_ body: (UnsafePointer<Float>) -> Result) -> Result {
    scalars.withUnsafeBufferPointer { body($0.baseAddress!) }
  }

  /// The address of the first element, for a kernel that writes; valid only until `body` returns.
  package mutating func withMutableScalars<Result>(
    _ body: (UnsafeMutablePointer<Float>) -> Result
  ) -> Result {
    scalars.withUnsafeMutableBufferPointer { body($0.baseAddress!) }
  }
}
