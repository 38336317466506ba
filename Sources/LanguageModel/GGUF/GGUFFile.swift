import Mini

/// A model in one file: metadata by name, then the tensors (GGUF, versions 2 and 3, little-endian).
///
/// Opening reads the header and looks at no weight. What the header says is checked here, so that
/// later code can trust it: every tensor lies inside the file, on its alignment, and over no other.
public struct GGUFFile: Sendable {
  /// The version of the format, 2 or 3.
  public let version: UInt32

  /// The metadata in the order of the file.
  public let metadata: [(key: String, value: GGUFValue)]

  /// All tensors as the header lists them.
  public let headers: [GGUFTensorHeader]

  /// The tensors whose numbers can be read, in the order of the header.
  public let tensors: [GGUFTensor]

  /// Tensors begin at multiples of this many bytes from the start of the data.
  public let alignment: Int

  /// Where the data of the tensors begins, in bytes from the start of the file.
  public let dataOffset: Int

  /// The bytes themselves.
  public let file: MappedFile

  private let places: [String: Int]  // of keys in `metadata`
  private let tensorPlaces: [String: Int]

  /// Opens the file at `path`.
  public init(path: String) throws(LanguageModelError) {
    let file = try MappedFile(path: path)
    do {
      try self.init(reading: file)
    } catch {
      throw LanguageModelError("\(quoted(path: path)): \(error)")
    }
  }

  private init(reading file: MappedFile) throws(LanguageModelError) {
    self.file = file
    var reader = ByteReader(file.bytes)
    version = try reader.headerVersion()
    let tensorCount = try reader.integer("the number of tensors", as: UInt64.self)
    let keyCount = try reader.integer("the number of keys", as: UInt64.self)

    var metadata: [(key: String, value: GGUFValue)] = []
    var places: [String: Int] = [:]
    // A key costs at least a length, a letter, a type and a byte: a larger count is not believed.
    try reader.require(keyCount, of: 14, "keys")
    for i in 0..<Int(keyCount) {
      let key = try reader.name("the name of key \(i)")
      guard places.updateValue(i, forKey: key) == nil else {
        throw LanguageModelError("the key \(quoted(key)) stands there twice")
      }
      metadata.append((key, try reader.value(of: key)))
    }
    self.metadata = metadata
    self.places = places
    alignment =
      try places["general.alignment"]
      .map { i throws(LanguageModelError) in try GGUFFile.alignment(metadata[i].value) } ?? 32

    var headers: [GGUFTensorHeader] = []
    var names: Set<String> = []
    try reader.require(tensorCount, of: 33, "tensors")
    for i in 0..<Int(tensorCount) {
      let header = try reader.tensorHeader(i)
      guard names.insert(header.name).inserted else {
        throw LanguageModelError("the tensor \(quoted(header.name)) stands there twice")
      }
      headers.append(header)
    }
    let (padded, overflows) = reader.position.addingReportingOverflow(alignment - 1)
    guard !overflows else { throw LanguageModelError("an alignment of \(alignment) is too large") }
    dataOffset = padded / alignment * alignment
    (self.headers, tensors) = try GGUFFile.placed(
      headers, alignment: alignment, dataOffset: dataOffset, end: file.count)
    tensorPlaces = Dictionary(
      uniqueKeysWithValues: tensors.enumerated().map { ($0.element.name, $0.offset) })
  }

  /// The value of a key, or nil if the file does not have it.
  public subscript(key: String) -> GGUFValue? {
    places[key].map { metadata[$0].value }
  }

  /// The tensor with this name, or nil if the file does not have it, or of a type that is not read.
  public func tensor(_ name: String) -> GGUFTensor? {
    tensorPlaces[name].map { tensors[$0] }
  }

  /// The stored bytes of a tensor, valid while ``file`` lives. They are not aligned to anything.
  public func bytes(of tensor: GGUFTensor) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: file.bytes[tensor.range])
  }
}

// MARK: The parts of a header

extension GGUFFile {
  private static func alignment(_ value: GGUFValue) throws(LanguageModelError) -> Int {
    guard let alignment = value.integer else {
      throw LanguageModelError("general.alignment is \(value.inWords), not a number of bytes")
    }
    guard alignment > 0 && alignment & (alignment - 1) == 0 else {
      throw LanguageModelError("general.alignment is \(alignment), not a power of two")
    }
    return alignment
  }

  private static func placed(
    _ headers: [GGUFTensorHeader], alignment: Int, dataOffset: Int, end: Int
  ) throws(LanguageModelError) -> ([GGUFTensorHeader], [GGUFTensor]) {
    let room = max(0, end - dataOffset)
    let starts = (headers.map(\.offset) + [UInt64(room)]).sorted()
    var (headers, tensors) = (headers, [GGUFTensor]())
    for (i, header) in headers.enumerated() {
      let byteCount =
        if let kind = header.kind {
          try GGUFTensor.byteCount(header.dimensions, kind, header.name)
        } else {
          try header.bytes(upTo: starts)
        }
      guard header.offset % UInt64(alignment) == 0 else {
        throw LanguageModelError(
          "tensor \(quoted(header.name)) begins at \(header.offset), which is no multiple of the "
            + "alignment \(alignment)")
      }
      guard header.offset <= UInt64(room), byteCount <= room - Int(header.offset) else {
        throw LanguageModelError(
          "tensor \(quoted(header.name)) has \(byteCount) bytes from byte "
            + "\(header.offset) of the data on, but the file has only \(room) bytes of data")
      }
      headers[i].byteCount = byteCount
      guard let kind = header.kind else { continue }
      let start = dataOffset + Int(header.offset)
      tensors.append(
        GGUFTensor(
          name: header.name, dimensions: header.dimensions, type: kind,
          range: start..<start + byteCount))
    }
    let inOrder = tensors.sorted { $0.range.lowerBound < $1.range.lowerBound }
    for (first, second) in zip(inOrder, inOrder.dropFirst())
    where first.range.upperBound > second.range.lowerBound {
      throw LanguageModelError(
        "the tensors \(quoted(first.name)) and \(quoted(second.name)) lie over each other")
    }
    return (headers, tensors)
  }
}

extension GGUFTensorHeader {
  /// The bytes between the tensor and the next of the places where something begins, which are in order.
  fileprivate func bytes(upTo starts: [UInt64]) throws(LanguageModelError) -> Int {
    // More numbers than any memory holds are none.
    _ = try GGUFTensor.byteCount(dimensions, .f32, name)
    var range = starts.startIndex..<starts.endIndex
    while !range.isEmpty {
      let middle = (range.lowerBound + range.upperBound) / 2
      range = starts[middle] > offset ? range.lowerBound..<middle : middle + 1..<range.upperBound
    }
    let next = range.lowerBound < starts.endIndex ? starts[range.lowerBound] : offset
    return Int(exactly: next - offset) ?? .max
  }
}

extension ByteReader {
  fileprivate mutating func headerVersion() throws(LanguageModelError) -> UInt32 {
    guard remaining >= 4, bytes[..<4].elementsEqual("GGUF".utf8) else {
      throw LanguageModelError("this is not a GGUF file: it does not begin with the letters GGUF")
    }
    _ = try integer("the first four bytes", as: UInt32.self)
    let version = try integer("the version", as: UInt32.self)
    if version & 0xFFFF == 0 && version != 0 {
      throw LanguageModelError(
        "the numbers in this file are big-endian; only little-endian is read")
    }
    guard version == 2 || version == 3 else {
      throw LanguageModelError("this is version \(version) of GGUF; 2 and 3 are read")
    }
    return version
  }

  /// Refuses a count of things that could not fit into what is left.
  fileprivate func require(
    _ count: UInt64, of size: Int, _ things: String
  ) throws(LanguageModelError) {
    guard count <= UInt64(remaining / size) else {
      throw LanguageModelError(
        "the file says it has \(count) \(things), but there are only \(remaining) bytes for them")
    }
  }

  fileprivate mutating func value(of key: String) throws(LanguageModelError) -> GGUFValue {
    let what = "the key \(quoted(key))"
    switch try kind(what) {
    case .uint8: return .uint8(try integer(what))
    case .int8: return .int8(try integer(what))
    case .uint16: return .uint16(try integer(what))
    case .int16: return .int16(try integer(what))
    case .uint32: return .uint32(try integer(what))
    case .int32: return .int32(try integer(what))
    case .float32: return .float32(Float(bitPattern: try integer(what)))
    case .bool:
      let byte = try integer(what, as: UInt8.self)
      guard byte <= 1 else {
        throw LanguageModelError("\(what) is a truth value of \(byte), neither 0 nor 1")
      }
      return .bool(byte == 1)
    case .string:
      return .string(String(decoding: bytes[try stringBytes(what)], as: UTF8.self))
    case .array: return .array(try array(what))
    case .uint64: return .uint64(try integer(what))
    case .int64: return .int64(try integer(what))
    case .float64: return .float64(Double(bitPattern: try integer(what)))
    }
  }

  private mutating func kind(_ what: String) throws(LanguageModelError) -> GGUFValue.Kind {
    let number = try integer("the type of \(what)", as: UInt32.self)
    guard let kind = GGUFValue.Kind(rawValue: number) else {
      throw LanguageModelError("\(what) has the type \(number); there are 0 to 12")
    }
    return kind
  }

  private mutating func array(_ what: String) throws(LanguageModelError) -> GGUFArray {
    let elements = try kind("an element of \(what)")
    let count = try integer("the length of \(what)", as: UInt64.self)
    if elements == .array { throw LanguageModelError("\(what) is a list of lists") }
    let start = position
    if let size = elements.size {
      _ = try skip(count, of: size, what)
    } else {
      try require(count, of: 8, "strings in \(what)")
      for _ in 0..<Int(count) { _ = try stringBytes("a string of \(what)") }
    }
    return GGUFArray(elements: elements, count: Int(count), bytes: Array(bytes[start..<position]))
  }

  fileprivate mutating func tensorHeader(
    _ i: Int
  ) throws(LanguageModelError) -> GGUFTensorHeader {
    let name = try self.name("the name of tensor \(i)")
    let what = "tensor \(quoted(name))"
    let rank = try integer("the rank of \(what)", as: UInt32.self)
    guard (1...4).contains(rank) else {
      throw LanguageModelError("\(what) has \(rank) extents; 1 to 4 are possible")
    }
    var dimensions: [Int] = []
    for _ in 0..<rank {
      let extent = try integer("the extents of \(what)", as: UInt64.self)
      guard let extent = Int(exactly: extent) else {
        throw LanguageModelError("\(what) has an extent of \(extent)")
      }
      dimensions.append(extent)
    }
    let number = try integer("the type of \(what)", as: UInt32.self)
    let offset = try integer("the place of \(what)", as: UInt64.self)
    return GGUFTensorHeader(
      name: name, dimensions: dimensions, typeNumber: number, offset: offset)
  }
}
