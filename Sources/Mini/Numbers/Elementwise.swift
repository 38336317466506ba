import Base

// MARK: Two tensors of one shape

extension Tensor {
  /// The sum of two tensors of one shape, element by element.
  public static func + (a: Tensor, b: Tensor) -> Tensor { Pointwise.apply(.add, a, b) }

  /// The difference of two tensors of one shape, element by element.
  public static func - (a: Tensor, b: Tensor) -> Tensor { Pointwise.apply(.subtract, a, b) }

  /// The product of two tensors of one shape, element by element.
  public static func * (a: Tensor, b: Tensor) -> Tensor { Pointwise.apply(.multiply, a, b) }

  /// The quotient of two tensors of one shape, element by element.
  public static func / (a: Tensor, b: Tensor) -> Tensor { Pointwise.apply(.divide, a, b) }

  /// Adds `b`, element by element, in the memory of `a`, which has the same shape.
  public static func += (a: inout Tensor, b: Tensor) { Pointwise.apply(.add, to: &a, b) }

  /// Multiplies by `b`, element by element, in the memory of `a`, which has the same shape.
  public static func *= (a: inout Tensor, b: Tensor) { Pointwise.apply(.multiply, to: &a, b) }

  /// The tensor with every sign turned.
  public static prefix func - (a: Tensor) -> Tensor { a.map { -$0 } }
}

// MARK: A tensor and a number

extension Tensor {
  /// `b` added to every element.
  public static func + (a: Tensor, b: Float) -> Tensor { Pointwise.apply(.add, a, b) }

  /// `b` subtracted from every element.
  public static func - (a: Tensor, b: Float) -> Tensor { Pointwise.apply(.subtract, a, b) }

  /// Every element multiplied by `b`.
  public static func * (a: Tensor, b: Float) -> Tensor { Pointwise.apply(.multiply, a, b) }

  /// Every element multiplied by `a`.
  public static func * (a: Float, b: Tensor) -> Tensor { b * a }

  /// Every element divided by `b`.
  public static func / (a: Tensor, b: Float) -> Tensor { Pointwise.apply(.divide, a, b) }

  /// `function` applied to every element.
  public func map(_ function: (Float) -> Float) -> Tensor {
    Tensor(shape: shape, scalars: scalars.map(function))
  }
}

// MARK: A tensor and a row

extension Tensor {
  /// `vector`, shape `[width]`, added to every row: a bias.
  public func addingToRows(_ vector: Tensor) -> Tensor {
    Pointwise.apply(.add, self, toRows: vector)
  }

  /// Adds `vector`, shape `[width]`, to every row in the memory of the tensor.
  mutating func addToRows(_ vector: Tensor) { Pointwise.apply(.add, to: &self, rows: vector) }
}

extension Tensor {
  /// Adds `codes`, `[tokens, width]`, to each of the texts of so many tokens that follow one another.
  mutating func addToEachText(_ codes: Tensor) { Pointwise.addToEachText(codes, of: &self) }

  /// Adds every row of `x`, `[rows, width]`, to this vector, `[width]`: the gradient of a bias, one
  /// chain over the rows in their order.
  mutating func addRows(of x: Tensor) { Pointwise.addRows(of: x, to: &self) }
}

// MARK: Comparing

extension Tensor {
  /// The largest magnitude of a difference between two elements at the same place; the shapes must
  /// be equal.
  ///
  /// 0 means that all elements are equal; equal infinities are. A NaN anywhere makes the result NaN,
  /// so that no bound is kept by numbers that are none.
  public func largestDifference(from other: Tensor) -> Float {
    Pointwise.largestDifference(self, other)
  }

  /// How many elements do not have the same bits as those of `other` at the same place; the shapes
  /// must be equal. Zeros of different sign differ, and a NaN equals itself.
  public func differingElements(from other: Tensor) -> Int {
    require(shape == other.shape, "the shapes \(shape) and \(other.shape) must be equal")
    return zip(scalars, other.scalars).count { $0.bitPattern != $1.bitPattern }
  }

  /// The largest magnitude of an element; NaN if any is, 0 if there are none.
  public var largestMagnitude: Float { count == 0 ? 0 : map(abs).maximum }

  /// Whether no element is infinite or NaN.
  public var isFinite: Bool { scalars.allSatisfy { $0.isFinite } }
}
