import Foundation
import Mini
import Testing

@testable import LanguageModel

@Suite struct GGUFFileTests {
  private var metadata: [(key: String, value: GGUFValue)] {
    [
      ("a.uint8", .uint8(200)), ("a.int8", .int8(-100)), ("a.uint16", .uint16(60_000)),
      ("a.int16", .int16(-30_000)), ("a.uint32", .uint32(4_000_000_000)),
      ("a.int32", .int32(-2_000_000_000)), ("a.float32", .float32(1.5)), ("a.bool", .bool(true)),
      ("a.string", .string("Größe 字 🐈")), ("a.empty", .string("")),
      ("a.uint64", .uint64(.max)), ("a.int64", .int64(.min)), ("a.float64", .float64(-0.1)),
      ("a.texts", .array(GGUFArray(["one", "", "trois é"]))),
      ("a.numbers", .array(GGUFArray([Int32(1), -2, 3]))),
      ("a.floats", .array(GGUFArray([Float(0.5), -0.25]))),
      ("a.nothing", .array(GGUFArray([String]()))),
    ]
  }

  @Test func everyTypeOfValueComesBack() throws {
    var writer = GGUFWriter()
    writer.metadata = metadata
    let file = try opened(try written(writer))
    #expect(file.version == 3)
    #expect(file.metadata.map(\.key) == metadata.map(\.key))
    for (key, value) in metadata { #expect(file[key] == value) }
    #expect(file["a.missing"] == nil)
    #expect(file.tensors.isEmpty)
  }

  @Test(arguments: [1, 2, 32, 64, 4096]) func tensorsComeBack(alignment: Int) throws {
    var writer = GGUFWriter(alignment: alignment)
    let odd: [Float] = [1, -2, 3.5]
    let matrix = (0..<64 * 3).map { Float($0) / 7 }
    try writer.append("odd", [3], odd)
    try writer.append("matrix", [64, 3], matrix, as: .q5_1)
    try writer.append("halves", [3, 1, 1, 1], odd, as: .f16)
    let file = try opened(try written(writer))
    #expect(file.alignment == alignment)
    #expect(file.dataOffset % alignment == 0)
    #expect(file.tensors.map(\.name) == ["odd", "matrix", "halves"])
    #expect(file.tensors.allSatisfy { ($0.range.lowerBound - file.dataOffset) % alignment == 0 })
    #expect(file.numbers(of: file.tensors[0]).shape == [3])
    #expect(Array(file.numbers(of: file.tensors[0]).scalars) == odd)
    let back = file.numbers(of: try #require(file.tensor("matrix")))
    #expect(back.shape == [3, 64])
    #expect(
      try Array(back.scalars)
        == PlainBlocks.numbers(BlockKind.q5_1, BlockKind.q5_1.quantized(matrix)))
    #expect(Array(file.numbers(of: file.tensors[2]).scalars) == odd)
  }

  @Test func versionTwoIsRead() throws {
    var writer = GGUFWriter()
    writer.metadata = metadata
    var bytes = try written(writer)
    bytes[4] = 2
    #expect(try opened(bytes).version == 2)
  }

  /// `Reference/file.py` wrote the file with the `gguf` package.
  @Test func filesOfThePackageAreRead() throws {
    let file = try opened([UInt8](reference("package.gguf")))
    #expect(file["general.architecture"] == .string("llama"))
    #expect(file["llama.block_count"]?.integer == 2)
    #expect(file["llama.attention.layer_norm_rms_epsilon"]?.number == Double(Float(1e-5)))
    guard case .array(let tokens)? = file["tokenizer.ggml.tokens"] else {
      Issue.record("no tokens")
      return
    }
    #expect(tokens.prefix(3) == [.string("a"), .string("Ġb"), .string("字")])
    #expect(file.tensors.map(\.type) == [.f32, .q8_0, .f16])
    #expect(file.tensors.map(\.dimensions) == [[3], [32, 2], [2, 3]])
    #expect(Array(file.numbers(of: file.tensors[0]).scalars) == [1, 2, 3])
    #expect(Array(file.numbers(of: file.tensors[2]).scalars) == [0, 1, 2, 3, 4, 5])
    #expect(file.numbers(of: file.tensors[1])[1, 31] == 127)
  }

  @Test func aFileIsWrittenWholeOrNotAtAll() throws {
    try withFolder { folder in
      var writer = GGUFWriter()
      try writer.append("x", [2], [1, 2])
      let path = folder + "/model.gguf"
      try writer.write(to: path)
      try writer.write(to: path)  // over an older one
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["model.gguf"])
      #expect(throws: LanguageModelError.self) { try writer.write(to: folder + "/no/model.gguf") }
      #expect(throws: LanguageModelError.self) { try writer.write(to: folder) }
      #expect(throws: LanguageModelError.self) { try writer.write(to: "/dev/null") }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["model.gguf"])
    }
  }

  @Test func tensorsThatDoNotFitTheirExtentsAreNotWritten() {
    var writer = GGUFWriter()
    #expect(throws: LanguageModelError.self) { try writer.append("x", [3], [1, 2]) }
    #expect(throws: LanguageModelError.self) { try writer.append("x", [0], []) }
    #expect(throws: LanguageModelError.self) {
      try writer.append("x", [33], [Float](repeating: 0, count: 33), as: .q8_0)
    }
    #expect(throws: LanguageModelError.self) {
      try writer.append("x", [1 << 40, 1 << 40], [])
    }
  }

  /// The header tells of tensors whose numbers are not read here; the model is refused by their type.
  @Test func tensorsOfOtherTypesAreListed() throws {
    for (type, name) in [(23 as UInt32, "IQ4_XS"), (42, "Q2_0"), (999, "number 999")] {
      var writer = try randomModel(.small(.llama))
      try writer.append("later.weight", [32], [Float](repeating: 1, count: 32))
      var bytes = try written(writer)
      // A type stands behind the rank and the extents of a tensor's name.
      let key = Array("blk.1.ffn_up.weight".utf8)
      let place = try #require(bytes.firstRange(of: key)).upperBound + 4 + 2 * 8
      for i in 0..<4 { bytes[place + i] = UInt8(truncatingIfNeeded: type >> (8 * UInt32(i))) }
      let file = try opened(bytes)
      let header = try #require(file.headers.first { $0.name == "blk.1.ffn_up.weight" })
      #expect(header.kind == nil && header.typeName == name && header.dimensions == [256, 256])
      #expect(header.byteCount == 256 * 256 * 4)
      #expect(file.tensor(header.name) == nil && file.tensors.count == file.headers.count - 1)
      #expect(file.headers.last?.typeName == "F32" && file.headers.last?.byteCount == 128)
      let error = #expect(throws: LanguageModelError.self) { try Transformer(file) }
      let sentence = "tensor “blk.1.ffn_up.weight” has the type \(name), which is not read; F32, "
      #expect(error?.description.contains(sentence) == true)
      #expect(try Tokenizer(file).encode("a") == [97])
    }
  }

  @Test func aLongPathKeepsTheNameOfTheFile() {
    let path = "/home/.cache/" + String(repeating: "models/", count: 20) + "the-model-Q4_K_M.gguf"
    let error = #expect(throws: LanguageModelError.self) { try GGUFFile(path: path) }
    #expect(error?.description.hasPrefix("cannot open “/home/.cache/models/mode…") == true)
    #expect(error?.description.contains("/the-model-Q4_K_M.gguf”: No such file") == true)
  }
}
