import Base

/// A table with one trained row for each position, as in GPT-2 and BERT.
///
/// No rule connects the rows, so the table says nothing about a position it does not hold: it ends.
/// A reader's question beyond the end is answered by ``PositionEncoding/codes(for:)`` with a
/// sentence.
public struct LearnedEncoding: PositionEncoding {
  /// One row for each position: shape `[length, dimensions]`.
  public internal(set) var table: Tensor

  /// The length of a row.
  public var dimensions: Int { table.width }

  /// The number of rows: positions from here on have no code.
  public var limit: Int? { table.shape[0] }

  /// Takes the rows of `table`, shape `[length, dimensions]`, as codes of the positions 0 ..< length.
  public init(table: Tensor) {
    require(
      table.rank == 2 && table.width > 0,
      "a table of positions has the shape [length, dimensions], not \(table.shape)")
    self.table = table
  }

  /// The rows of `positions`: shape `[positions.count, dimensions]`.
  public func callAsFunction(_ positions: Range<Int>) -> Tensor {
    requireCodes(of: positions)
    // An empty range has no position that could be wrong, wherever it lies.
    return positions.isEmpty ? Tensor(zeros: [0, dimensions]) : table[rows: positions]
  }
}
