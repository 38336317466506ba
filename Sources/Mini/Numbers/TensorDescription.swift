import Foundation

extension Tensor: CustomStringConvertible {
  /// The shape, and below it the numbers with five significant digits, as `print` shows them.
  ///
  ///     Tensor [2, 12]
  ///     [[      1,   0.5, 0.333, …, 0.1, 0.0909, 0.0833],
  ///      [-1e-05,      0,     2, …,   9,     10,     11]]
  ///
  /// Of an axis with more than eight places the first three and the last three are shown.
  public var description: String {
    "Tensor \(shape)\n" + text(of: 0, from: 0, width: shownWidth)
  }

  private static let (most, ends) = (8, 3)

  /// The indices that are shown along `axis`; nil where some are left out.
  private func shownIndices(_ axis: Int) -> [Int?] {
    let extent = shape[axis]
    guard extent > Self.most else { return Array(0..<extent) }
    return (0..<Self.ends).map { $0 } + [nil] + (extent - Self.ends..<extent).map { $0 }
  }

  /// The numbers of one slice along `axis` in brackets, one line for each row.
  private func text(of axis: Int, from first: Int, width: Int) -> String {
    guard axis < rank else { return Self.padded(scalars[first], to: width) }
    let size = shape[(axis + 1)...].reduce(1, *)
    let parts = shownIndices(axis).map { index in
      index.map { text(of: axis + 1, from: first + $0 * size, width: width) } ?? "…"
    }
    // Slices stand below one another, matrices with a line between them.
    let below = rank - axis - 1
    let gap = String(repeating: "\n", count: below) + String(repeating: " ", count: axis + 1)
    return "[" + parts.joined(separator: below == 0 ? ", " : "," + gap) + "]"
  }

  /// The length of the longest number that is shown.
  private var shownWidth: Int {
    var firsts = [0]
    for axis in 0..<rank {
      let size = shape[(axis + 1)...].reduce(1, *)
      let indices = shownIndices(axis).compactMap { $0 }
      firsts = firsts.flatMap { first in indices.map { first + $0 * size } }
    }
    return firsts.map { Self.padded(scalars[$0], to: 0).count }.max() ?? 0
  }

  private static func padded(_ value: Float, to width: Int) -> String {
    let digits = String(format: "%.5g", Double(value))
    return String(repeating: " ", count: max(0, width - digits.count)) + digits
  }
}
