import Base

/// A value with a shape: `Float` scalars stored contiguously, the last index running fastest.
///
/// Activations are `[tokens, features]`; attention works on `[heads, tokens, headDimension]`. There
/// are no strides and no broadcasting: what a function does to a shape is written in its name and
/// its documentation. A tensor is a value, as an array is: a copy never changes when the original
/// does.
///
/// A shape that does not fit is a programmer's error and stops the program with a message that names
/// both shapes.
public struct Tensor: Equatable, Sendable {
  /// The extent of each axis, outermost first. A scalar has the empty shape.
  public let shape: [Int]

  /// All elements in row-major order; `scalars.count` is the product of `shape`.
  public internal(set) var scalars: Scalars

  /// The elements `scalars` in row-major order under `shape`.
  public init(shape: [Int], scalars: some Collection<Float>) {
    self.init(shape: shape, scalars: Scalars(scalars))
  }

  /// Wraps `scalars`, which hold `shape` in row-major order.
  public init(shape: [Int], scalars: Scalars) {
    require(
      Self.count(of: shape) == scalars.count,
      "\(scalars.count) scalars do not fill the shape \(shape)")
    self.shape = shape
    self.scalars = scalars
  }

  /// A tensor whose elements all equal `value`.
  public init(repeating value: Float, shape: [Int]) {
    let count = Self.count(of: shape)
    self.init(shape: shape) { $0.initialize(repeating: value, count: count) }
  }

  /// A tensor of zeros.
  public init(zeros shape: [Int]) {
    self.init(repeating: 0, shape: shape)
  }

  /// A new tensor of this shape, all elements of which `write` writes: a function that returns its
  /// result is the one that writes into memory, in new memory.
  package static func written(_ shape: [Int], by write: (inout Tensor) -> Void) -> Tensor {
    var result = Tensor(unwritten: shape)
    write(&result)
    return result
  }

  /// A vector, shape `[vector.count]`.
  public init(_ vector: [Float]) {
    self.init(shape: [vector.count], scalars: vector)
  }

  /// A matrix from rows of equal length, shape `[rows.count, rows[0].count]`.
  public init(_ rows: [[Float]]) {
    let width = rows.first?.count ?? 0
    require(
      rows.allSatisfy { $0.count == width },
      "rows of different lengths \(rows.map { $0.count }) do not form a matrix")
    self.init(shape: [rows.count, width], scalars: rows.flatMap { $0 })
  }

  /// The `size`×`size` matrix with ones on its diagonal.
  public init(identity size: Int) {
    self.init(zeros: [size, size])
    for i in 0..<size { self[i, i] = 1 }
  }
}

// MARK: Shape

extension Tensor {
  /// The number of elements under `shape`. Stops the program where there is no such shape, or where
  /// no memory could hold it.
  package static func count(of shape: [Int]) -> Int {
    // A 0 must not hide how large the others are: without it they are the number of rows.
    var (count, isEmpty) = (Count(1), false)
    for extent in shape {
      require(extent >= 0, "there is no shape \(shape)")
      if extent == 0 { isEmpty = true } else { count = count * Count(extent) }
    }
    require(
      count.fitsIntoMemory,
      "the shape \(shape) would not fit into \(Count.memoryOfThisMachine)")
    return isEmpty ? 0 : count.value
  }

  /// The number of elements.
  public var count: Int { scalars.count }

  /// The number of axes.
  public var rank: Int { shape.count }

  /// The extent of the last axis: the length of a row.
  public var width: Int { shape.last ?? 1 }

  /// How many tokens there are in each head of `[heads, tokens, headDimension]`, or in
  /// `[tokens, features]`; a vector is that of one token.
  var tokenCount: Int { rank > 1 ? shape[rank - 2] : 1 }

  /// How many rows of `width` elements there are, over all leading axes.
  public var rowCount: Int { shape.dropLast().reduce(1, *) }

  /// The same scalars under another shape with as many elements.
  public func reshaped(_ newShape: Int...) -> Tensor { reshaped(to: newShape) }

  /// The same scalars under another shape with as many elements.
  public func reshaped(to newShape: [Int]) -> Tensor {
    require(
      Self.count(of: newShape) == count, "cannot reshape \(shape) to \(newShape): the counts differ"
    )
    return Tensor(shape: newShape, scalars: scalars)
  }
}

// MARK: Elements and rows

extension Tensor {
  /// Element `i` of a vector.
  public subscript(i: Int) -> Float {
    get { scalars[offset(i)] }
    set { scalars[offset(i)] = newValue }
  }

  /// Element `(i, j)` of a matrix.
  public subscript(i: Int, j: Int) -> Float {
    get { scalars[offset(i, j)] }
    set { scalars[offset(i, j)] = newValue }
  }

  /// Element `(i, j, k)` of a tensor with three axes.
  public subscript(i: Int, j: Int, k: Int) -> Float {
    get { scalars[offset(i, j, k)] }
    set { scalars[offset(i, j, k)] = newValue }
  }

  /// Row `i` of a matrix as a vector, or slice `i` along the first axis of a larger tensor.
  public subscript(row i: Int) -> Tensor {
    get {
      requireSlice(i)
      return self[rows: i..<i + 1].reshaped(to: Array(shape.dropFirst()))
    }
    set {
      requireSlice(i)
      require(
        newValue.shape == Array(shape.dropFirst()),
        "a slice of \(shape) has the shape \(shape.dropFirst()), not \(newValue.shape)")
      let first = i * newValue.count
      scalars[first..<first + newValue.count] = newValue.scalars[...]
    }
  }

  /// The slices `range` along the first axis: shape `[range.count] + shape.dropFirst()`.
  public subscript(rows range: Range<Int>) -> Tensor {
    require(rank >= 1, "a scalar has no rows")
    require(
      range.lowerBound >= 0 && range.upperBound <= shape[0],
      "rows \(range) are outside the shape \(shape)")
    let size = shape.dropFirst().reduce(1, *)
    return Tensor(
      shape: [range.count] + shape.dropFirst(),
      scalars: scalars[range.lowerBound * size..<range.upperBound * size])
  }

  private func requireSlice(_ i: Int) {
    require(
      rank >= 1 && i >= 0 && i < shape[0], "there is no slice \(i) in the shape \(shape)")
  }

  private func offset(_ i: Int) -> Int {
    require(rank == 1 && 0 <= i && i < shape[0], "index (\(i)) is outside the shape \(shape)")
    return i
  }

  private func offset(_ i: Int, _ j: Int) -> Int {
    require(
      rank == 2 && 0 <= i && i < shape[0] && 0 <= j && j < shape[1],
      "index (\(i), \(j)) is outside the shape \(shape)")
    return i * shape[1] + j
  }

  private func offset(_ i: Int, _ j: Int, _ k: Int) -> Int {
    require(
      rank == 3 && 0 <= i && i < shape[0] && 0 <= j && j < shape[1] && 0 <= k && k < shape[2],
      "index (\(i), \(j), \(k)) is outside the shape \(shape)")
    return (i * shape[1] + j) * shape[2] + k
  }
}

// MARK: Rearranging

extension Tensor {
  /// Tensors joined along the first axis; all other extents must agree.
  public static func concatenate(_ parts: [Tensor]) -> Tensor {
    require(!parts.isEmpty, "there is nothing to concatenate")
    require(
      parts.allSatisfy { $0.rank > 0 && $0.shape.dropFirst() == parts[0].shape.dropFirst() },
      "the shapes \(parts.map { $0.shape }) do not fit together along the first axis")
    var result = Tensor(
      unwritten: [parts.reduce(0) { $0 + $1.shape[0] }] + parts[0].shape.dropFirst())
    var first = 0
    for part in parts {
      result.scalars[first..<first + part.count] = part.scalars[...]
      first += part.count
    }
    return result
  }
}
