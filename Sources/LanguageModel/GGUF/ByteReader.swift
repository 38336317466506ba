/// Reads little-endian numbers and strings from front to back and never past the end.
///
/// Every length is compared with what is left of the file before anything is done with it, so a count
/// that lies costs nothing.
struct ByteReader {
  let bytes: UnsafeRawBufferPointer
  private(set) var position = 0

  var remaining: Int { bytes.count - position }

  init(_ bytes: UnsafeRawBufferPointer) {
    self.bytes = bytes
  }

  mutating func integer<Number: FixedWidthInteger>(
    _ what: @autoclosure () -> String, as type: Number.Type = Number.self
  ) throws(LanguageModelError) -> Number {
    let size = MemoryLayout<Number>.size
    guard remaining >= size else { throw endsInside(what()) }
    defer { position += size }
    return Number(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: Number.self))
  }

  /// Passes over `count` elements of `size` bytes and returns where they lie.
  mutating func skip(
    _ count: UInt64, of size: Int, _ what: @autoclosure () -> String
  ) throws(LanguageModelError) -> Range<Int> {
    let (total, overflows) = count.multipliedReportingOverflow(by: UInt64(size))
    guard !overflows && total <= UInt64(remaining) else {
      let unit = size == 1 ? "bytes" : "elements of \(size) bytes"
      throw LanguageModelError(
        "\(what()) has \(count) \(unit), but the file ends after \(remaining) more bytes")
    }
    defer { position += Int(total) }
    return position..<position + Int(total)
  }

  /// A length in eight bytes and as many bytes of text.
  mutating func stringBytes(
    _ what: @autoclosure () -> String
  ) throws(LanguageModelError) -> Range<Int> {
    let length = try integer("the length of \(what())", as: UInt64.self)
    return try skip(length, of: 1, what())
  }

  /// A name, which must be UTF-8 and of a sensible length.
  mutating func name(_ what: @autoclosure () -> String) throws(LanguageModelError) -> String {
    let range = try stringBytes(what())
    guard (1...65535).contains(range.count) else {
      throw LanguageModelError("\(what()) is \(range.count) bytes long; a name has 1 to 65535")
    }
    guard let name = String(validating: bytes[range], as: UTF8.self) else {
      throw LanguageModelError("\(what()) is not UTF-8")
    }
    return name
  }

  private func endsInside(_ what: String) -> LanguageModelError {
    LanguageModelError("the file ends inside \(what), at byte \(bytes.count)")
  }
}
