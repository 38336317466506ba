import Foundation
import Testing

@testable import LanguageModel

/// Files that lie: each is answered with one sentence that says what was found.
@Suite struct MalformedFileTests {
  /// The bytes of a header, written without any of the writer's care.
  private struct Header {
    var bytes = Array("GGUF".utf8)

    init(version: UInt32 = 3, tensors: UInt64 = 0, keys: UInt64 = 0) {
      bytes.append(littleEndian: version)
      bytes.append(littleEndian: tensors)
      bytes.append(littleEndian: keys)
    }

    func number(_ value: some FixedWidthInteger) -> Header {
      var copy = self
      copy.bytes.append(littleEndian: value)
      return copy
    }

    func text(_ text: String) -> Header {
      var copy = number(UInt64(text.utf8.count))
      copy.bytes += Array(text.utf8)
      return copy
    }

    func key(_ name: String, _ kind: UInt32) -> Header { text(name).number(kind) }

    func alignment(_ value: UInt32) -> Header { key("general.alignment", 4).number(value) }

    func tensor(
      _ name: String, _ extents: [UInt64], type: UInt32 = 0, offset: UInt64 = 0
    ) -> Header {
      var copy = text(name).number(UInt32(extents.count))
      for extent in extents { copy = copy.number(extent) }
      return copy.number(type).number(offset)
    }

    /// Room for data after the header.
    func data(_ count: Int) -> Header {
      var copy = self
      copy.bytes += [UInt8](repeating: 0, count: count)
      return copy
    }
  }

  private func expect(
    _ header: Header, _ sentence: String, at location: SourceLocation = #_sourceLocation
  ) throws {
    #expect(try complaint(header.bytes) == sentence, sourceLocation: location)
  }

  @Test func otherFiles() throws {
    let other = "this is not a GGUF file: it does not begin with the letters GGUF"
    #expect(try complaint(Array("PK\u{3}\u{4} and so on".utf8)) == other)
    #expect(try complaint([0x47]) == other)
    #expect(try complaint(Array("GGUF".utf8)) == "the file ends inside the version, at byte 4")
    try expect(Header(version: 1), "this is version 1 of GGUF; 2 and 3 are read")
    try expect(Header(version: 4), "this is version 4 of GGUF; 2 and 3 are read")
    try expect(Header(version: 0), "this is version 0 of GGUF; 2 and 3 are read")
    try expect(
      Header(version: 0x0300_0000),
      "the numbers in this file are big-endian; only little-endian is read")
  }

  @Test func countsThatLie() throws {
    for count: UInt64 in [1, 1 << 31, 1 << 62, 1 << 63, .max] {
      try expect(
        Header(keys: count),
        "the file says it has \(count) keys, but there are only 0 bytes for them")
      try expect(
        Header(tensors: count),
        "the file says it has \(count) tensors, but there are only 0 bytes for them")
      try expect(
        Header(keys: 1).key("a", 9).number(UInt32(8)).number(count).data(2),
        "the file says it has \(count) strings in the key “a”, but there are only 2 bytes for them")
      try expect(
        Header(keys: 1).key("a", 9).number(UInt32(10)).number(count).data(7),
        "the key “a” has \(count) elements of 8 bytes, but the file ends after 7 more bytes")
    }
    for length: UInt64 in [30, 1 << 30, 1 << 63, .max] {
      try expect(
        Header(keys: 1).number(length).data(20),
        "the name of key 0 has \(length) bytes, but the file ends after 20 more bytes")
      try expect(
        Header(keys: 1).key("a", 8).number(length).data(2),
        "the key “a” has \(length) bytes, but the file ends after 2 more bytes")
    }
  }

  @Test func keys() throws {
    try expect(
      Header(keys: 2).key("a.b", 4).number(UInt32(1)).key("a.b", 4).number(UInt32(1)),
      "the key “a.b” stands there twice")
    try expect(
      Header(keys: 1).key("a", 13).data(8), "the key “a” has the type 13; there are 0 to 12")
    try expect(
      Header(keys: 1).key("a", 9).number(UInt32(9)).data(20), "the key “a” is a list of lists")
    try expect(
      Header(keys: 1).key("a", 9).number(UInt32(77)).data(20),
      "an element of the key “a” has the type 77; there are 0 to 12")
    try expect(
      Header(keys: 1).key("a", 7).number(UInt8(2)).data(8),
      "the key “a” is a truth value of 2, neither 0 nor 1")
    try expect(
      Header(keys: 1).text("").data(14), "the name of key 0 is 0 bytes long; a name has 1 to 65535")
    var invalid = Header(keys: 1).key("ab", 4).number(UInt32(1))
    invalid.bytes[32] = 0xFF
    try expect(invalid, "the name of key 0 is not UTF-8")
    try expect(
      Header(keys: 2).key("a\u{1B}[2J", 4).number(UInt32(1)).key("a\u{1B}[2J", 4).number(UInt32(1)),
      "the key “a\\u{1b}[2J” stands there twice")
  }

  @Test func alignments() throws {
    for alignment: UInt32 in [0, 3, 48] {
      try expect(
        Header(keys: 1).alignment(alignment),
        "general.alignment is \(alignment), not a power of two")
    }
    try expect(
      Header(keys: 1).key("general.alignment", 8).text("32"),
      "general.alignment is a text, not a number of bytes")
    try expect(
      Header(tensors: 1, keys: 1).alignment(1 << 30).tensor("x", [1]).data(4),
      "tensor “x” has 4 bytes from byte 0 of the data on, but the file has only 0 bytes of data")
    try expect(
      Header(tensors: 1, keys: 1).key("general.alignment", 11).number(Int64.max)
        .tensor("x", [1]).data(4),
      "general.alignment is \(Int64.max), not a power of two")
    try expect(
      Header(tensors: 1, keys: 1).key("general.alignment", 10).number(UInt64(1) << 62)
        .tensor("x", [1]).data(4),
      "tensor “x” has 4 bytes from byte 0 of the data on, but the file has only 0 bytes of data")
    #expect(try complaint(Header(keys: 1).alignment(1 << 30).bytes) == nil)  // nothing to align
    #expect(
      try complaint(Header(tensors: 1, keys: 1).alignment(1).tensor("x", [1]).data(4).bytes) == nil)
  }

  @Test func tensors() throws {
    func one(_ extents: [UInt64], type: UInt32 = 0, offset: UInt64 = 0) -> Header {
      Header(tensors: 1).tensor("x", extents, type: type, offset: offset).data(128)
    }
    try expect(one([]), "tensor “x” has 0 extents; 1 to 4 are possible")
    try expect(one([1, 1, 1, 1, 1]), "tensor “x” has 5 extents; 1 to 4 are possible")
    try expect(one([4, 0]), "tensor “x” has the extents [4, 0]")
    try expect(one([1 << 63]), "tensor “x” has an extent of \(UInt64(1) << 63)")
    try expect(
      one([1 << 40, 1 << 40]),
      "tensor “x” with the extents [1099511627776, 1099511627776] is larger than any memory")
    try expect(
      one([1 << 32, 1 << 32, 1 << 32]),  // wraps to 0
      "tensor “x” with the extents [4294967296, 4294967296, 4294967296] is larger than any memory")
    try expect(
      one([1 << 62]),
      "tensor “x” with the extents [4611686018427387904] is larger than any memory")
    try expect(
      one([40], type: 3), "tensor “x” has rows of 40, which are not whole Q4_1 blocks of 32")
    try expect(
      one([1 << 62], type: 23),
      "tensor “x” with the extents [4611686018427387904] is larger than any memory")
    try expect(
      one([32], type: 23, offset: .max & ~31),
      "tensor “x” has 0 bytes from byte 18446744073709551584 of the data on, but the file has only "
        + "121 bytes of data")
    try expect(
      one([1], offset: 16), "tensor “x” begins at 16, which is no multiple of the alignment 32")
    try expect(
      one([1], offset: .max & ~31),
      "tensor “x” has 4 bytes from byte 18446744073709551584 of the data on, but the file has only "
        + "121 bytes of data")
    try expect(
      one([31]),
      "tensor “x” has 124 bytes from byte 0 of the data on, but the file has only 121 bytes of data"
    )
    try expect(
      Header(tensors: 2).tensor("x", [1]).tensor("x", [1], offset: 32).data(256),
      "the tensor “x” stands there twice")
    try expect(
      Header(tensors: 2).tensor("x", [16]).tensor("y", [1], offset: 32).data(256),
      "the tensors “x” and “y” lie over each other")
  }

  @Test func placesThatAreNotFiles() throws {
    try withFolder { folder in
      func expect(_ path: String, _ sentence: String) {
        #expect(throws: LanguageModelError(sentence)) { try GGUFFile(path: path) }
      }
      let missing = folder + "/no"
      expect(missing, "cannot open \(quoted(path: missing)): No such file or directory")
      expect(folder, "\(quoted(path: folder)) is a folder; a model is read from a file")
      expect("/dev/zero", "“/dev/zero” is a device; a model is read from a file")
      expect("/dev/null", "“/dev/null” is a device; a model is read from a file")
      let pipe = folder + "/pipe"
      #expect(mkfifo(pipe, 0o600) == 0)
      expect(pipe, "\(quoted(path: pipe)) is a pipe; a model is read from a file")
      let empty = folder + "/empty"
      try Data().write(to: URL(filePath: empty))
      expect(empty, "\(quoted(path: empty)) is empty")
      expect("a\0b", "no file has a name with a zero byte in it: “a\\u{0}b”")
    }
  }

  /// A process that reads a page which is no longer in the file ends with a sentence and status 1.
  @Test func aFileThatShrinksEndsInASentence() async throws {
    let result = try await #require(
      processExitsWith: .exitCode(1), observing: [\.standardErrorContent]
    ) {
      let path = FileManager.default.temporaryDirectory
        .appending(path: "shrinking-\(UUID().uuidString).gguf").path(percentEncoded: false)
      var writer = GGUFWriter()
      try writer.append("x", [1 << 16], [Float](repeating: 1, count: 1 << 16))
      try writer.write(to: path)
      let file = try GGUFFile(path: path)
      truncate(path, 4096)
      unlink(path)
      print(file.numbers(of: file.tensors[0]).scalars.reduce(0, +))
    }
    let text = String(decoding: result.standardErrorContent, as: UTF8.self)
    #expect(text.hasSuffix("was shortened by another program while it was in use.\n"))
    #expect(text.split(separator: "\n").count == 1)
  }

  @Test func everyTruncationIsNoticed() throws {
    var writer = GGUFWriter()
    writer.metadata = [
      ("general.architecture", .string("llama")), ("a", .array(GGUFArray(["x", "yz"]))),
      ("b", .float64(1)),
    ]
    try writer.append("x", [32], [Float](repeating: 1, count: 32), as: .q8_0)
    try writer.append("y", [3], [1, 2, 3])
    let whole = try written(writer)
    let end = try opened(whole).tensors[1].range.upperBound
    for count in 0..<end {
      let sentence = try complaint(Array(whole[..<count]))
      #expect(sentence != nil, "a file of \(count) bytes")
    }
  }
}
