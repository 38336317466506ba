import Base

/// A scheme that gives every position a vector, its code, which is added to the token's embedding.
///
/// The schemes differ in what they promise about these codes: whether two positions can share one,
/// whether the code of `p + k` follows from the code of `p`, and whether there is a last position.
/// Rotary embedding is not one of them, since it turns queries and keys and adds nothing: see
/// ``RotaryEmbedding``.
public protocol PositionEncoding: Sendable {
  /// The length of a code; equal to the model's width where the code is added to an embedding.
  var dimensions: Int { get }

  /// The first position that is too large to have a code; nil where every position has one.
  ///
  /// A scheme with a limit starts at position 0.
  var limit: Int? { get }

  /// The codes of `positions`, one row each: shape `[positions.count, dimensions]`.
  ///
  /// A position without a code is a programmer's error here. Where the position comes from a
  /// reader, ask ``codes(for:)``.
  func callAsFunction(_ positions: Range<Int>) -> Tensor
}

extension PositionEncoding {
  /// The code of one position: shape `[dimensions]`.
  public func callAsFunction(_ position: Int) -> Tensor {
    require(position < .max, "position \(position) has no code: no position comes after it")
    return self(position..<position + 1).reshaped(dimensions)
  }

  /// The codes of `positions`, shape `[positions.count, dimensions]`, or a sentence that says which
  /// of them has none.
  public func codes(for positions: Range<Int>) throws(ModelError) -> Tensor {
    try validate(positions)
    return self(positions)
  }

  /// Throws for the first of `positions` that has no code, or where no memory holds the codes.
  func validate(_ positions: Range<Int>) throws(ModelError) {
    let (count, isTooLarge) = positions.upperBound.subtractingReportingOverflow(
      positions.lowerBound)
    try ModelError.requireMemory(
      for: Count(isTooLarge ? .max : count) * Count(dimensions),
      "codes of the positions \(positions)")
    guard let limit, !positions.isEmpty else { return }
    let (first, end) = (positions.lowerBound, positions.upperBound)
    try ModelError.check(first >= 0, "position \(first) has no code: the first is 0")
    try ModelError.check(
      end <= limit,
      "position \(max(limit, first)) has no code: the last one that has is \(limit - 1)")
  }

  /// Stops the program for a position that has no code.
  package func requireCodes(of positions: Range<Int>) {
    do { try validate(positions) } catch { stop(error.description) }
  }
}
