/// All decimal digits of a number: every binary fraction has finitely many. They are rounded to the nearest,
/// and to the even digit where two are equally near, as C's `printf` rounds them. Made of whole numbers
/// alone, so that no library has a say in what a page says.
struct ExactDecimal {
  /// The digits from the first that is not zero on; none for zero.
  private var digits: [UInt8] = []
  /// How many of them stand before the point; negative where zeros stand between it and them.
  private var point = 0

  /// The magnitude of a finite number.
  private init(_ number: Double) {
    guard number != 0 else { return }
    let isNormal = number.exponentBitPattern > 0
    let whole = number.significandBitPattern | (isNormal ? 1 << 52 : 0)
    let exponent = (isNormal ? Int(number.exponentBitPattern) : 1) - 1075
    // The number is whole · 2^exponent; below zero that is whole · 5^−exponent · 10^exponent.
    var limbs = [whole % Self.base, whole / Self.base]
    Self.multiply(&limbs, by: exponent < 0 ? 5 : 2, times: abs(exponent))
    for limb in limbs.reversed() {
      var (rest, unit) = (limb, Self.base / 10)
      while unit > 0 {
        if !digits.isEmpty || rest >= unit { digits.append(UInt8(rest / unit)) }
        (rest, unit) = (rest % unit, unit / 10)
      }
    }
    point = digits.count + min(0, exponent)
  }

  /// Keeps so many digits after the point.
  private mutating func round(to places: Int) {
    let kept = point + places
    guard kept < digits.count else { return }
    guard kept >= 0 else {
      self = Self(0)
      return
    }
    let (next, more) = (digits[kept], digits[(kept + 1)...].contains { $0 != 0 })
    let isOdd = kept > 0 && digits[kept - 1] % 2 == 1
    digits.removeSubrange(kept...)
    guard next > 5 || next == 5 && (more || isOdd) else { return }
    while digits.last == 9 { digits.removeLast() }
    if digits.isEmpty {
      (digits, point) = ([1], point + 1)
    } else {
      digits[digits.count - 1] += 1
    }
  }

  /// The digit before the power of ten.
  private func digit(_ power: Int) -> String {
    let place = point - 1 - power
    return digits.indices.contains(place) ? "\(digits[place])" : "0"
  }

  // MARK: Texts

  /// So many digits after the point: `%.3f`.
  static func fixed(_ number: Double, _ places: Int) -> String {
    var decimal = Self(number)
    decimal.round(to: places)
    var text = number.sign == .minus ? "-" : ""
    for power in stride(from: max(0, decimal.point - 1), through: -places, by: -1) {
      text += (power == -1 ? "." : "") + decimal.digit(power)
    }
    return text
  }

  /// One digit before the point, so many after it, and the power of ten in two digits or more: `%.3e`.
  static func scientific(_ number: Double, _ places: Int) -> String {
    var decimal = Self(number)
    decimal.round(to: places + 1 - decimal.point)
    let first = decimal.digits.isEmpty ? 0 : decimal.point - 1
    var text = (number.sign == .minus ? "-" : "") + decimal.digit(first)
    for place in 0..<places { text += (place == 0 ? "." : "") + decimal.digit(first - 1 - place) }
    return text + (first < 0 ? "e-" : "e+") + (abs(first) < 10 ? "0" : "") + "\(abs(first))"
  }

  /// The power of ten of ``scientific(_:_:)``.
  static func power(_ number: Double, _ places: Int) -> Int {
    var decimal = Self(number)
    decimal.round(to: places + 1 - decimal.point)
    return decimal.digits.isEmpty ? 0 : decimal.point - 1
  }

  // MARK: Whole numbers of any size, nine digits to a limb, the lowest first

  private static let base: UInt64 = 1_000_000_000

  private static func multiply(_ limbs: inout [UInt64], by factor: UInt64, times: Int) {
    var left = times
    while left > 0 {
      // 5¹² times a limb fits into 64 bits.
      let product = (0..<min(left, 12)).reduce(into: UInt64(1)) { product, _ in product *= factor }
      var carry: UInt64 = 0
      for i in limbs.indices {
        let sum = limbs[i] * product + carry
        (limbs[i], carry) = (sum % base, sum / base)
      }
      if carry > 0 { limbs.append(carry) }
      left -= 12
    }
  }
}
