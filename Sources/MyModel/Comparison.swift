import ExerciseCases
import Mini
import Notebook

/// Walks through a model on one text and looks for the first place where a reader's numbers leave
/// `Mini`'s. Each part gets what `Mini` has before it, so what is found is made by this part and by none
/// before.
struct Comparison {
  let model: OpenedModel
  /// The reader's functions as they are in his model.
  let parts: Parts
  /// Which of them are his.
  let written: Set<Part>
  /// Whether products are `Mini`'s.
  let lendsMinisProduct: Bool
  let calls: Calls

  /// How far a number may be off, as a part of the largest in its row: `Mini` computes in `Float`, and a
  /// published model has rows with numbers in the thousands beside others near 0.
  var tolerance: Double { model.isPublished ? 1e-4 : 2e-5 }

  /// The first place where the numbers part.
  struct Finding: Equatable {
    /// "layer 0, keys after the rotation"
    var quantity: String
    /// "token 3, feature 17"
    var place: String
    var mine, expected: Double
    /// What is known of the rows before.
    var before: String
    /// In whose function it is.
    var part: Part
    /// The mistake, if it is a known one.
    var cause: String?
  }

  /// - Returns: nil if all agree
  /// - Throws: what a function gave that no model can go on with
  func firstDifference(_ tokens: [Int], newTokens: Int = 8) throws -> Finding? {
    var finding: Finding?
    try forEachProbe(tokens, newTokens) { probe in
      guard probe.parts.contains(where: written.contains) else { return true }
      calls.beat()
      let mine: [[Double]]
      do {
        mine = try calls.checked { probe.compute(parts) }
      } catch let failure as Calls.Failure {
        throw Calls.Failure(part: failure.part, description: "\(probe.name): \(failure)")
      }
      if let place = difference(mine, probe.expected) {
        finding = try self.finding(probe, mine, place)
      }
      return finding == nil
    }
    return finding
  }

  /// All quantities in the order of computing, until `body` has seen enough.
  func forEachProbe(
    _ tokens: [Int], _ newTokens: Int, _ body: (Probe) throws -> Bool
  ) throws {
    var (goesOn, last) = (true, [[Double]]())
    var cacheProbes: [Probe] = []
    try Reference.walk(model.mini, tokens) { l, reference in
      for probe in model.probes(l, reference, product: product) where goesOn {
        goesOn = try body(probe)
      }
      last = reference.y
      // Whatever is wrong with a cache is wrong in the first layer.
      if l == 0 { cacheProbes = model.cacheProbes(l, reference) }
      return goesOn
    }
    guard goesOn else { return }
    let rest =
      try cacheProbes
      + model.probesOfWriting(
        tokens, last, newTokens: newTokens, product: product, calls)
    for probe in rest where goesOn { goesOn = try body(probe) }
  }

  private var product: ((Parts, Matrix, [Double]) -> [Double])? {
    guard !lendsMinisProduct else { return nil }
    return { [calls] parts, matrix, x in
      calls.beat()
      return parts.product(matrix.rows, x)!
    }
  }

  // MARK: Where

  /// The first row and the first number of it that are another; nil if all agree.
  func difference(_ a: [[Double]], _ b: [[Double]]) -> (row: Int, column: Int)? {
    for row in 0..<max(a.count, b.count) {
      guard row < a.count, row < b.count else { return (row, 0) }
      let bound = tolerance * Self.size(of: b[row])
      for column in 0..<max(a[row].count, b[row].count) {
        guard column < a[row].count, column < b[row].count,
          abs(a[row][column] - b[row][column]) <= bound
        else { return (row, column) }
      }
    }
    return nil
  }

  /// The largest number of a row, which sets how far `Mini`'s rounding can reach.
  static func size(of row: [Double]) -> Double { row.reduce(1e-3) { max($0, abs($1)) } }

  private func finding(
    _ probe: Probe, _ mine: [[Double]], _ place: (row: Int, column: Int)
  ) throws -> Finding {
    let (row, column) = place
    func value(_ rows: [[Double]]) -> Double {
      row < rows.count && column < rows[row].count ? rows[row][column] : .nan
    }
    var words = probe.rowName.isEmpty ? "" : "\(probe.rowName) \(row), "
    if probe.rowNames.indices.contains(row) { words = probe.rowNames[row] + ", " }
    if probe.heads > 1 {
      let length = probe.expected[row].count / probe.heads
      words += "head \(column / length), \(probe.placeName) \(column % length)"
    } else {
      words += "\(probe.placeName) \(column)"
    }
    let part = try culprit(probe) ?? probe.part
    return Finding(
      quantity: probe.name, place: words, mine: value(mine), expected: value(probe.expected),
      before: row > 0 && probe.rowName == "token" ? "The tokens before are right." : "",
      part: part, cause: cause(probe, mine, part))
  }

  // MARK: Why

  /// The function that alone makes the difference: the innermost, where several do.
  private func culprit(_ probe: Probe) throws -> Part? {
    for part in probe.parts where written.contains(part) {
      let alone = Parts()
      alone.take(part, from: parts)
      let result = try calls.checked { probe.compute(alone) }
      if difference(result, probe.expected) != nil { return part }
    }
    return nil
  }

  /// The known mistake that gives the reader's numbers, the one that comes nearest to them.
  private func cause(_ probe: Probe, _ mine: [[Double]], _ part: Part) -> String? {
    var best: (name: String, distance: Double)?
    for mistake in Mistake.all(in: part) {
      let numbers = probe.compute(mistake.parts)
      guard difference(numbers, mine) == nil else { continue }
      let distance = zip(numbers.joined(), mine.joined()).reduce(0) { max($0, abs($1.0 - $1.1)) }
      if best == nil || distance < best!.distance { best = (mistake.name, distance) }
    }
    return best?.name
  }
}

extension Comparison.Finding {
  /// The sentences.
  var sentences: [String] {
    // As many digits as tell them apart.
    let digits = (3...12).first { mine.significant($0) != expected.significant($0) } ?? 12
    var text = "\(quantity), \(place): "
    text += "yours \(mine.significant(digits)), expected \(expected.significant(digits))."
    if !before.isEmpty { text += " " + before }
    return [text, "`\(part.rawValue)`: " + (cause ?? "no known mistake gives these numbers.")]
  }
}
