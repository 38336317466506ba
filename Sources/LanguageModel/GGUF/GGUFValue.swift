import Base

/// A value of the metadata of a GGUF file; the thirteen types of the format, and nothing converted.
public enum GGUFValue: Equatable, Sendable {
  case uint8(UInt8)
  case int8(Int8)
  case uint16(UInt16)
  case int16(Int16)
  case uint32(UInt32)
  case int32(Int32)
  case float32(Float)
  case bool(Bool)
  case string(String)
  case array(GGUFArray)
  case uint64(UInt64)
  case int64(Int64)
  case float64(Double)

  /// The number by which the format knows the type of a value.
  public enum Kind: UInt32, Sendable {
    case uint8, int8, uint16, int16, uint32, int32, float32, bool, string, array, uint64, int64
    case float64

    /// The bytes of one value; nil for strings and arrays, which say their length themselves.
    var size: Int? {
      switch self {
      case .uint8, .int8, .bool: 1
      case .uint16, .int16: 2
      case .uint32, .int32, .float32: 4
      case .uint64, .int64, .float64: 8
      case .string, .array: nil
      }
    }
  }

  /// The type of this value.
  public var kind: Kind {
    switch self {
    case .uint8: .uint8
    case .int8: .int8
    case .uint16: .uint16
    case .int16: .int16
    case .uint32: .uint32
    case .int32: .int32
    case .float32: .float32
    case .bool: .bool
    case .string: .string
    case .array: .array
    case .uint64: .uint64
    case .int64: .int64
    case .float64: .float64
    }
  }

  /// The value if it is a whole number of any width that fits; nil otherwise.
  public var integer: Int? {
    switch self {
    case .uint8(let value): Int(value)
    case .int8(let value): Int(value)
    case .uint16(let value): Int(value)
    case .int16(let value): Int(value)
    case .uint32(let value): Int(value)
    case .int32(let value): Int(value)
    case .uint64(let value): Int(exactly: value)
    case .int64(let value): Int(exactly: value)
    case .float32, .float64, .bool, .string, .array: nil
    }
  }

  /// The value if it is a floating-point number; nil otherwise.
  public var number: Double? {
    switch self {
    case .float32(let value): Double(value)
    case .float64(let value): value
    default: nil
    }
  }

  /// What kind of value it is, in words, for a sentence about a wrong one.
  var inWords: String {
    switch self {
    case .array(let array): "a list of \(array.count)"
    case .string: "a text"
    case .bool: "a truth value"
    case .float32, .float64: "a floating-point number"
    default: "a whole number"
    }
  }
}

/// The elements of a list as they lie in the file: a vocabulary has a hundred thousand strings, and
/// most readers want none of them.
public struct GGUFArray: Equatable, Sendable {
  /// The type of all elements; never an array.
  public let elements: GGUFValue.Kind

  /// How many elements there are.
  public let count: Int

  /// The elements one after the other: numbers little-endian, strings with their length before them.
  public let bytes: [UInt8]

  init(elements: GGUFValue.Kind, count: Int, bytes: [UInt8]) {
    self.elements = elements
    self.count = count
    self.bytes = bytes
  }

  /// A list of texts.
  public init(_ strings: [String]) {
    self.init(strings.map { Array($0.utf8) })
  }

  /// A list of texts given by their bytes, which need not be UTF-8.
  public init(_ strings: [[UInt8]]) {
    var bytes: [UInt8] = []
    for string in strings {
      bytes.append(littleEndian: UInt64(string.count))
      bytes += string
    }
    self.init(elements: .string, count: strings.count, bytes: bytes)
  }

  /// A list of signed numbers.
  public init(_ numbers: [Int32]) {
    var bytes: [UInt8] = []
    for number in numbers { bytes.append(littleEndian: number) }
    self.init(elements: .int32, count: numbers.count, bytes: bytes)
  }

  /// A list of floating-point numbers.
  public init(_ numbers: [Float]) {
    var bytes: [UInt8] = []
    for number in numbers { bytes.append(littleEndian: number.bitPattern) }
    self.init(elements: .float32, count: numbers.count, bytes: bytes)
  }

  /// Where in ``bytes`` the text of each string lies; nil if the elements are something else.
  public var strings: [Range<Int>]? {
    guard elements == .string else { return nil }
    var ranges: [Range<Int>] = []
    ranges.reserveCapacity(count)
    var position = 0
    for _ in 0..<count {
      let length = Int(littleEndian(UInt64.self, at: position))
      ranges.append(position + 8..<position + 8 + length)
      position += 8 + length
    }
    return ranges
  }

  /// The elements if they are whole numbers that fit; nil otherwise.
  public var integers: [Int]? {
    guard let size = elements.size else { return nil }
    var result: [Int] = []
    result.reserveCapacity(count)
    for i in 0..<count {
      guard let integer = value(at: i * size).integer else { return nil }
      result.append(integer)
    }
    return result
  }

  /// The first elements as values of their own.
  public func prefix(_ length: Int) -> [GGUFValue] {
    if let strings {
      return strings.prefix(length).map { .string(String(decoding: bytes[$0], as: UTF8.self)) }
    }
    return (0..<min(length, count)).map { value(at: $0 * elements.size!) }
  }

  private func value(at offset: Int) -> GGUFValue {
    switch elements {
    case .uint8: .uint8(bytes[offset])
    case .int8: .int8(Int8(bitPattern: bytes[offset]))
    case .bool: .bool(bytes[offset] != 0)
    case .uint16: .uint16(littleEndian(at: offset))
    case .int16: .int16(littleEndian(at: offset))
    case .uint32: .uint32(littleEndian(at: offset))
    case .int32: .int32(littleEndian(at: offset))
    case .float32: .float32(Float(bitPattern: littleEndian(at: offset)))
    case .uint64: .uint64(littleEndian(at: offset))
    case .int64: .int64(littleEndian(at: offset))
    case .float64: .float64(Double(bitPattern: littleEndian(at: offset)))
    case .string, .array: stop("only numbers have a fixed place")
    }
  }

  private func littleEndian<Number: FixedWidthInteger>(
    _ type: Number.Type = Number.self, at offset: Int
  ) -> Number {
    (0..<MemoryLayout<Number>.size).reduce(0) { number, i in
      number | Number(truncatingIfNeeded: bytes[offset + i]) << Number(8 * i)
    }
  }
}
