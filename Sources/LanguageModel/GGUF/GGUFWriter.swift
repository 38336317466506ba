import Base
import Foundation
import Mini

/// Writes a model as one GGUF file of version 3: the metadata, then the tensors in the order given.
///
/// A file with the name that was asked for exists only when it is complete: everything is written
/// under another name in the same folder, which is changed at the end.
public struct GGUFWriter {
  /// The metadata, in the order of the file.
  public var metadata: [(key: String, value: GGUFValue)] = []

  /// Tensors begin at multiples of this many bytes; a power of two.
  public let alignment: Int

  private var tensors: [(name: String, dimensions: [Int], type: BlockKind, bytes: [UInt8])] = []

  /// A writer for a file in which nothing stands yet.
  public init(alignment: Int = 32) {
    require(alignment > 0 && alignment & (alignment - 1) == 0, "\(alignment) is no power of two")
    self.alignment = alignment
    if alignment != 32 { metadata.append(("general.alignment", .uint32(UInt32(alignment)))) }
  }

  /// Appends a tensor with numbers; `dimensions` are fastest first: `[inputs, outputs]` for a matrix
  /// whose rows of `inputs` numbers lie one after the other.
  public mutating func append(
    _ name: String, _ dimensions: [Int], _ numbers: [Float], as type: BlockKind = .f32
  ) throws(LanguageModelError) {
    let bytes: [UInt8]
    do { bytes = try type.quantized(numbers) } catch {
      throw LanguageModelError("tensor \(quoted(name)): \(error)")
    }
    try append(name, dimensions, type, bytes: bytes)
  }

  /// Appends a tensor whose blocks are at hand.
  public mutating func append(
    _ name: String, _ dimensions: [Int], _ type: BlockKind, bytes: [UInt8]
  ) throws(LanguageModelError) {
    let expected = try GGUFTensor.byteCount(dimensions, type, name)
    guard bytes.count == expected else {
      throw LanguageModelError(
        "tensor \(quoted(name)) has \(bytes.count) bytes; \(dimensions) in \(type.name) takes "
          + "\(expected)")
    }
    tensors.append((name, dimensions, type, bytes))
  }

  /// Writes the file, or throws and leaves what was there before.
  public func write(to path: String) throws(LanguageModelError) {
    try write(to: path) { _ in }
  }

  /// The same where `check` does not throw for the written file, before it has its name.
  func write(
    to path: String, check: (GGUFFile) throws(LanguageModelError) -> Void
  ) throws(LanguageModelError) {
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
      throw LanguageModelError("\(quoted(path: path)) is there already and is not a file")
    }
    let temporary = "\(path).incomplete-\(getpid())"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw GGUFWriter.problem("create", temporary) }
    var isOpen = true
    defer {
      if isOpen { close(descriptor) }
      unlink(temporary)  // fails, as it should, once the file has its name
    }
    var out = header
    for tensor in tensors {
      try GGUFWriter.write(out, to: descriptor, path)
      try GGUFWriter.write(tensor.bytes, to: descriptor, path)
      out = padding(after: tensor.bytes.count)
    }
    try GGUFWriter.write(out, to: descriptor, path)
    // A full disk may show only now.
    guard fsync(descriptor) == 0 else { throw GGUFWriter.problem("write", path) }
    isOpen = false
    guard close(descriptor) == 0 else { throw GGUFWriter.problem("write", path) }
    try check(GGUFFile(path: temporary))
    guard rename(temporary, path) == 0 else { throw GGUFWriter.problem("name", path) }
  }

  private static func write(
    _ bytes: [UInt8], to descriptor: Int32, _ path: String
  ) throws(LanguageModelError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress!, $0.count) }
      if count < 0 {
        if errno == EINTR { continue }
        throw problem("write", path)
      }
      rest = rest.dropFirst(count)
    }
  }

  private static func problem(_ what: String, _ path: String) -> LanguageModelError {
    LanguageModelError("cannot \(what) \(quoted(path: path)): \(String(cString: strerror(errno)))")
  }
}

// MARK: The bytes of the header

extension GGUFWriter {
  private var header: [UInt8] {
    var bytes = Array("GGUF".utf8)
    bytes.append(littleEndian: UInt32(3))
    bytes.append(littleEndian: UInt64(tensors.count))
    bytes.append(littleEndian: UInt64(metadata.count))
    for (key, value) in metadata {
      bytes.append(text: key)
      bytes.append(littleEndian: value.kind.rawValue)
      bytes.append(value)
    }
    var offset: UInt64 = 0
    for tensor in tensors {
      bytes.append(text: tensor.name)
      bytes.append(littleEndian: UInt32(tensor.dimensions.count))
      for extent in tensor.dimensions { bytes.append(littleEndian: UInt64(extent)) }
      bytes.append(littleEndian: tensor.type.number)
      bytes.append(littleEndian: offset)
      offset += UInt64(tensor.bytes.count + padding(after: tensor.bytes.count).count)
    }
    return bytes + padding(after: bytes.count)
  }

  private func padding(after count: Int) -> [UInt8] {
    [UInt8](repeating: 0, count: (alignment - count % alignment) % alignment)
  }
}

extension [UInt8] {
  fileprivate mutating func append(text: String) {
    append(littleEndian: UInt64(text.utf8.count))
    self += text.utf8
  }

  fileprivate mutating func append(_ value: GGUFValue) {
    switch value {
    case .uint8(let number): append(number)
    case .int8(let number): append(littleEndian: number)
    case .uint16(let number): append(littleEndian: number)
    case .int16(let number): append(littleEndian: number)
    case .uint32(let number): append(littleEndian: number)
    case .int32(let number): append(littleEndian: number)
    case .float32(let number): append(littleEndian: number.bitPattern)
    case .bool(let truth): append(truth ? 1 : 0)
    case .string(let text): append(text: text)
    case .uint64(let number): append(littleEndian: number)
    case .int64(let number): append(littleEndian: number)
    case .float64(let number): append(littleEndian: number.bitPattern)
    case .array(let array):
      append(littleEndian: array.elements.rawValue)
      append(littleEndian: UInt64(array.count))
      self += array.bytes
    }
  }
}
