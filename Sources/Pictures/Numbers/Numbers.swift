import Base

// How numbers are written on a page. None of it looks at the reader's locale: the same number is the
// same text on every machine. A number and its unit stand together: the space between them does not
// break a line.

extension BinaryFloatingPoint {
  /// A fixed number of digits after the point: `0.970`.
  public func fixed(_ digits: Int) -> String {
    guard isFinite else { return unusual }
    let text = ExactDecimal.fixed(Double(self), digits)
    // A value that rounds to zero has no sign worth printing.
    let isZero = text.utf8.allSatisfy { !(UInt8(ascii: "1")...UInt8(ascii: "9") ~= $0) }
    return isZero && text.utf8.first == UInt8(ascii: "-")
      ? String(decoding: text.utf8.dropFirst(), as: UTF8.self) : text
  }

  /// `digits` significant digits: `0.000123`, `47 117`, `1.2e-09`.
  public func significant(_ digits: Int = 3) -> String {
    guard isFinite else { return unusual }
    let value = Double(self)
    guard value != 0 else { return "0" }
    let power = ExactDecimal.power(value, digits - 1)
    if power < -4 || power > 9 { return scientific(digits) }
    let text = fixed(max(0, digits - 1 - power))
    return power >= 4 ? text.grouped : text
  }

  /// One digit before the point and a power of ten: `1.2e-09`.
  public func scientific(_ digits: Int = 2) -> String {
    guard isFinite else { return unusual }
    return ExactDecimal.scientific(Double(self), digits - 1)
  }

  /// A share as per cent: `98.97 %`.
  public func percent(_ digits: Int = 1) -> String { (self * 100).fixed(digits) + "\u{00A0}%" }

  /// Whole numbers in full, others with so many significant digits, without zeros at the end.
  package func brief(_ digits: Int = 3) -> String {
    guard isFinite else { return unusual }
    let value = Double(self)
    return value == value.rounded() && abs(value) < 1e15
      ? Int64(value).grouped : value.significant(digits).trimmingZeros
  }

  /// As many digits after the point as show the place that a tolerance decides, and one more.
  package func fixed(toResolve tolerance: Double) -> String {
    guard isFinite, tolerance.isFinite, tolerance > 0 else { return brief() }
    let digits = Int((-Double.log10(tolerance)).rounded(.up)) + 1
    return digits <= 8 ? fixed(max(0, digits)) : significant(min(17, digits - 2))
  }

  private var unusual: String { isNaN ? "NaN" : self < 0 ? "-∞" : "∞" }
}

extension BinaryInteger {
  /// Digits in groups of three from 10 000 on: `47 117`.
  public var grouped: String { magnitude < 10_000 ? "\(self)" : "\(self)".grouped }
}

extension String {
  /// The digits before the point in groups of three, with a space that does not break.
  fileprivate var grouped: String {
    let bytes = Array(utf8)
    let point = bytes.firstIndex(of: UInt8(ascii: ".")) ?? bytes.count
    let first = bytes.first == UInt8(ascii: "-") ? 1 : 0
    var text = String(decoding: bytes[..<first], as: UTF8.self)
    for i in first..<point {
      if i > first, (point - i) % 3 == 0 { text += "\u{00A0}" }
      text.unicodeScalars.append(Unicode.Scalar(bytes[i]))
    }
    return text + String(decoding: bytes[point...], as: UTF8.self)
  }

  /// `2.50` to `2.5`, `0.00100` to `0.001`, `1.00e-04` to `1e-04`.
  package var trimmingZeros: String {
    let bytes = Array(utf8)
    let end = bytes.firstIndex(of: UInt8(ascii: "e")) ?? bytes.count
    var mantissa = bytes[..<end]
    guard mantissa.contains(UInt8(ascii: ".")) else { return self }
    while mantissa.last == UInt8(ascii: "0") { mantissa.removeLast() }
    if mantissa.last == UInt8(ascii: ".") { mantissa.removeLast() }
    return String(decoding: mantissa + bytes[end...], as: UTF8.self)
  }
}

/// A time in the unit that suits it: `1.24 ms`.
public func duration(_ seconds: Double) -> String {
  // 999.7 µs would be rounded to 1000 µs: the next unit begins a little early.
  switch abs(seconds) {
  case ..<0.9995e-6: (seconds * 1e9).significant(3) + "\u{00A0}ns"
  case ..<0.9995e-3: (seconds * 1e6).significant(3) + "\u{00A0}µs"
  case ..<0.9995: (seconds * 1e3).significant(3) + "\u{00A0}ms"
  default: seconds.significant(3) + "\u{00A0}s"
  }
}

/// An amount of memory in the unit that suits it, in powers of 1024: `1.25 GiB`.
public func memory(_ bytes: some BinaryInteger) -> String {
  let units = ["B", "KiB", "MiB", "GiB", "TiB"]
  var (value, unit) = (Double(bytes), 0)
  while abs(value) >= 1023.5 && unit < units.count - 1 { (value, unit) = (value / 1024, unit + 1) }
  let text = value == value.rounded() ? Int64(value).grouped : value.significant(3)
  return "\(text)\u{00A0}\(units[unit])"
}
