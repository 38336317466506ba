/// What a function of an exercise gives: its numbers in their order, and how one would write it.
public struct ExerciseValue: Codable, Equatable, Sendable {
  /// All numbers, row by row.
  public var numbers: [Double]
  /// As in a source file: `[[1, 2], [3, 4]]`.
  public var text: String
  /// The brackets without the numbers, which tell a row from a column.
  public var shape: String

  /// Numbers whose text says more than they do.
  public init(_ numbers: [Double], text: String) {
    (self.numbers, self.text, shape) = (numbers, text, "")
  }

  private init(_ numbers: [Double], _ text: String, _ shape: String) {
    (self.numbers, self.text, self.shape) = (numbers, text, shape)
  }

  /// One number.
  public init(_ number: Double) { self.init([number], Self.text(number), "") }

  /// A count, an index.
  public init(_ number: Int) { self.init(Double(number)) }

  /// A vector.
  public init(_ row: [Double]) { self.init(of: row.map { ExerciseValue($0) }) }

  /// Tokens.
  public init(_ row: [Int]) { self.init(row.map { Double($0) }) }

  /// A vector for each token, or each head.
  public init(_ rows: [[Double]]) { self.init(of: rows.map { ExerciseValue($0) }) }

  /// For each head a vector for each token.
  public init(_ rows: [[[Double]]]) { self.init(of: rows.map { ExerciseValue($0) }) }

  private init(of parts: [ExerciseValue]) {
    let (shown, rest) = (parts.prefix(16), parts.count - 16)
    self.init(
      parts.flatMap(\.numbers),
      "[" + shown.map(\.text).joined(separator: ", ") + (rest > 0 ? ", … \(rest) more" : "") + "]",
      parts.allSatisfy { $0.shape.isEmpty }
        ? "[\(parts.count)]" : "[" + parts.map(\.shape).joined() + "]")
  }

  /// A number as one would type it, with up to five digits.
  private static func text(_ number: Double) -> String {
    guard number.isFinite, abs(number) < 1e6 else { return number.brief(5) }
    return number.brief(5).filter { $0 != "\u{00A0}" }
  }

  /// Whether the shapes are the same and the numbers nearly so. NaN is equal to nothing, unless the
  /// question is whether the same went wrong.
  func isEqual(
    to expected: ExerciseValue, within tolerance: Double, orBothNaN: Bool = false
  ) -> Bool {
    numbers.count == expected.numbers.count && shape == expected.shape
      && zip(numbers, expected.numbers).allSatisfy {
        $0 == $1 || abs($0 - $1) <= tolerance * max(1, abs($1))
          || orBothNaN && $0.isNaN && $1.isNaN
      }
  }

  /// What a number that is none comes of, in a sentence; nil where all are finite.
  var trouble: String? {
    if numbers.contains(where: \.isNaN) {
      return "NaN comes of 0 / 0, ∞ / ∞ or ∞ − ∞, and of the root of a negative number."
    }
    if numbers.contains(where: \.isInfinite) {
      return "∞ comes of a division by 0, or of an exponential of more than 709."
    }
    return nil
  }
}

/// A call as one would type it; an argument without a label has the label "".
package func spelledCall(
  _ function: String, _ arguments: KeyValuePairs<String, ExerciseValue>
) -> String {
  let list = arguments.map { ($0.isEmpty ? "" : $0 + ": ") + $1.text }
  return "\(function)(\(list.joined(separator: ", ")))"
}
