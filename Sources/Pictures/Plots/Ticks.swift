import Base

/// A value that an axis names.
struct Tick: Equatable {
  var value: Double
  var label: String
}

/// Which values an axis names: round ones, at steps of 1, 2 or 5 times a power of ten.
enum Ticks {
  /// What the data say about the values worth naming.
  enum Kind {
    case any
    /// Counts and indices: half a token is no tick.
    case whole
    /// Sizes that double.
    case powersOfTwo
  }

  /// At most `count` values within `range`, in rising order; the ends where no round value fits.
  static func on(
    _ axis: Plot.Axis, _ range: ClosedRange<Double>, atMost count: Int, _ kind: Kind = .any
  ) -> [Tick] {
    let ticks =
      axis.isLogarithmic
      ? logarithmic(range, count, kind) : linear(range, count, isWhole: kind != .any)
    guard ticks.count < 2 else { return ticks }
    return [range.lowerBound, range.upperBound].map { Tick(value: $0, label: $0.brief()) }
  }

  /// The smallest round step that names at most `count` values.
  static func step(_ range: ClosedRange<Double>, _ count: Int, isWhole: Bool) -> Double? {
    let span = range.upperBound - range.lowerBound
    guard span.isFinite, span > 0 else { return nil }
    var power = Double.pow(10, Double.log10(span / Double(max(1, count))).rounded(.down))
    while power.isNormal, power <= span * 10 {
      for factor in [1.0, 2, 5] {
        let step = power < 1 ? factor / (1 / power).rounded() : factor * power
        guard step.isFinite, !isWhole || step >= 1 else { continue }
        let (low, high) = indices(range, step)
        if high - low + 1 <= Double(count) { return step }
      }
      power *= 10
    }
    return nil
  }

  /// The first and the last multiple of `step` in `range`; a value a hair outside counts as inside.
  static func indices(_ range: ClosedRange<Double>, _ step: Double) -> (Double, Double) {
    (
      (range.lowerBound / step - 1e-9).rounded(.up),
      (range.upperBound / step + 1e-9).rounded(.down)
    )
  }

  private static func linear(
    _ range: ClosedRange<Double>, _ count: Int, isWhole: Bool
  ) -> [Tick] {
    guard let step = step(range, count, isWhole: isWhole) else { return [] }
    let (low, high) = indices(range, step)
    guard high >= low, high - low < 100 else { return [] }
    let digits = max(0, Int((-Double.log10(step) - 1e-9).rounded(.up)))
    let largest = max(abs(low), abs(high)) * step
    return stride(from: low, through: high, by: 1).map { i in
      let value = i * step
      let label =
        digits > 5 || largest >= 1e7
        ? value.brief() : digits == 0 ? Int(value.rounded()).grouped : value.fixed(digits)
      return Tick(value: value, label: label.isSame(as: "-0") ? "0" : label)
    }
  }

  private static func logarithmic(
    _ range: ClosedRange<Double>, _ count: Int, _ kind: Kind
  ) -> [Tick] {
    let (low, high) = (range.lowerBound, range.upperBound)
    guard low > 0, high.isFinite else { return [] }
    if kind == .powersOfTwo {
      return powers(of: 2, low, high, count) { Tick(value: $0, label: $0.brief()) }
    }
    let decades = named(powers(of: 10, low, high, count) { Tick(value: $0, label: "") })
    if decades.count >= 3 { return decades }
    let first = Int(Double.log10(low).rounded(.down))
    let last = Int(Double.log10(high).rounded(.up))
    guard last - first < 20 else { return decades }
    // As many values within a decade as there is room for.
    for factors in [[1.0, 2, 5], [1, 3]] {
      var values: [Double] = []
      for exponent in first...last {
        for factor in factors {
          let value = factor * .pow(10, Double(exponent))
          if value >= low * (1 - 1e-9), value <= high * (1 + 1e-9) { values.append(value) }
        }
      }
      if values.count < 2 { return linear(range, count, isWhole: false) }
      if values.count <= count { return values.map { Tick(value: $0, label: $0.brief(2)) } }
    }
    return decades
  }

  private static func powers(
    of base: Double, _ low: Double, _ high: Double, _ count: Int, _ tick: (Double) -> Tick
  ) -> [Tick] {
    let first = Int((Double.log(low) / Double.log(base) - 1e-9).rounded(.up))
    let last = Int((Double.log(high) / Double.log(base) + 1e-9).rounded(.down))
    guard first <= last else { return [] }
    let stride = max(1, (last - first + count) / max(1, count))
    return Swift.stride(from: first, through: last, by: stride).map {
      tick(.pow(base, Double($0)))
    }
  }

  /// Decades with their names, `0.01`, `1`, `100`, or all of them as powers, `10⁻⁶`, `1`, `10⁶`: one
  /// scale does not write its values in two ways.
  private static func named(_ decades: [Tick]) -> [Tick] {
    let exponents = decades.map { Int(Double.log10($0.value).rounded()) }
    let arePlain = exponents.allSatisfy { (-3...5).contains($0) }
    return zip(decades, exponents).map { tick, exponent in
      let isPlain = arePlain || (0...1).contains(exponent)
      return Tick(value: tick.value, label: isPlain ? tick.value.brief() : power(exponent))
    }
  }

  /// `10⁶`
  private static func power(_ exponent: Int) -> String {
    let digits = ["⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"]
    let raised = "\(exponent.magnitude)".utf8.map { digits[Int($0) - 48] }
    return "10" + (exponent < 0 ? "⁻" : "") + raised.joined()
  }
}
