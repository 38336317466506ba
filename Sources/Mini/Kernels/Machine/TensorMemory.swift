import Base

/// How kernels reach the memory of a tensor, which always has an address, be it empty or not.
extension Tensor {
  /// Memory for a result: whoever asks for it must write every element before reading one.
  package init(unwritten shape: [Int]) {
    self.init(shape: shape) { _ in }
  }

  /// Fills memory that is not initialised yet; the only way around writing zeros first.
  package init(shape: [Int], filling fill: (UnsafeMutablePointer<Float>) -> Void) {
    self.shape = shape
    self.scalars = Scalars(count: Self.count(of: shape), filling: fill)
  }

  /// No element yet.
  static var empty: Tensor { Tensor(unwritten: [0]) }

  /// Becomes memory for a matrix of this shape, if it has another: what is kept from call to call is
  /// asked for once.
  mutating func fit(_ rows: Int, _ columns: Int) {
    if rank != 2 || shape[0] != rows || shape[1] != columns {
      self = Tensor(unwritten: [rows, columns])
    }
  }

  /// Becomes memory for heads of this shape, if it has another.
  mutating func fit(_ heads: Int, _ tokens: Int, _ features: Int) {
    if rank != 3 || shape[0] != heads || shape[1] != tokens || shape[2] != features {
      self = Tensor(unwritten: [heads, tokens, features])
    }
  }

  /// Becomes memory of the shape of `other`, if it has another.
  mutating func fit(like other: Tensor) {
    if shape != other.shape { self = Tensor(unwritten: other.shape) }
  }

  /// Every element becomes `value`.
  mutating func fill(with value: Float) {
    let count = count
    withMutableScalars { $0.update(repeating: value, count: count) }
  }

  /// Becomes a copy of `other`, which has the same shape, in its own memory.
  mutating func copyScalars(of other: Tensor) {
    require(shape == other.shape, "\(other.shape) does not go into \(shape)")
    let count = count
    withMutableScalars { mine in other.withScalars { mine.update(from: $0, count: count) } }
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
