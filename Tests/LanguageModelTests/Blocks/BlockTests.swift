import Foundation
import Mini
import Testing

@testable import Blocks
@testable import LanguageModel

/// Blocks of every type against the `gguf` package: `Reference/blocks.py` wrote `Reference/blocks.json`.
@Suite struct BlockTests {
  private struct Case: Decodable {
    var bytes: String
    var numbers: String
  }

  private struct Cases: Decodable {
    var read: [String: Case]
    var made: [String: Case]
  }

  private let cases: Cases

  init() throws {
    cases = try JSONDecoder().decode(Cases.self, from: reference("blocks.json"))
  }

  private func floats(_ hex: String) -> [Float] {
    PlainBlocks.numbers(BlockKind.f32, bytes(hex: hex))
  }

  @Test(arguments: BlockKind.allCases) func numbersAreThoseOfThePackage(type: BlockKind) throws {
    let expected = try #require(cases.read[type.name])
    let numbers = PlainBlocks.numbers(type, bytes(hex: expected.bytes))
    #expect(numbers.map(\.bitPattern) == floats(expected.numbers).map(\.bitPattern))
  }

  /// Bits of a weight with its share of the scales, as the field's names for these formats state them.
  @Test func bitsPerWeightCountTheScales() {
    let bits = [
      "F32": 32, "F16": 16, "BF16": 16, "Q8_0": 8.5, "Q4_0": 4.5, "Q4_1": 5, "Q5_0": 5.5,
      "Q5_1": 6, "Q2_K": 2.625, "Q3_K": 3.4375, "Q4_K": 4.5, "Q5_K": 5.5, "Q6_K": 6.5625,
    ]
    for kind in BlockKind.allCases {
      #expect(kind.bitsPerWeight == bits[kind.name], "\(kind.name)")
    }
  }

  /// The loops of a product widen any bytes to the same numbers, whatever their scales are.
  @Test(arguments: BlockKind.allCases) func productsReadTheSameNumbers(kind: BlockKind) throws {
    var generator = SeededGenerator(seed: 41)
    let (outputs, inputs) = (23, 512)
    let count = outputs * inputs / kind.blockLength * kind.bytesPerBlock
    let bytes = (0..<count).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
    let matrix = try QuantizedMatrix(bytes, kind: kind, outputs: outputs, inputs: inputs)
    let expected = PlainBlocks.numbers(kind, bytes)
    for (value, plain) in zip(matrix.dequantized().scalars, expected) {
      #expect(value.bitPattern == plain.bitPattern || value.isNaN && plain.isNaN)
    }
    #expect(expected.contains { $0.isFinite })
  }

  @Test(arguments: [BlockKind.f16, .bf16, .q4_0, .q4_1, .q5_0, .q5_1, .q8_0])
  func blocksAreThoseOfThePackage(type: BlockKind) throws {
    let expected = try #require(cases.made[type.name])
    #expect(try type.quantized(floats(expected.numbers)) == bytes(hex: expected.bytes))
  }

  /// No number is further from its stored form than half a step of its block; a step is the range of
  /// a group divided by its levels, and the scales of the K types are rounded too.
  @Test(
    arguments: zip(
      [BlockKind.q4_0, .q4_1, .q5_0, .q5_1, .q8_0, .q2_K, .q3_K, .q4_K, .q5_K, .q6_K],
      [Float(0.07), 0.04, 0.04, 0.02, 0.005, 0.2, 0.16, 0.05, 0.03, 0.04]))
  func quantisingLosesNoMoreThanAStep(type: BlockKind, bound: Float) throws {
    let x: [Float] = (0..<1024).map { i in
      let wave: Double = sin(Double(i * i) * 0.37)
      return Float(wave) * Float(1 + i / 256)
    }
    let back = PlainBlocks.numbers(type, try type.quantized(x))
    for block in 0..<4 {
      let range = block * 256..<block * 256 + 256
      let largest: Float = x[range].reduce(0) { max($0, abs($1)) }
      let error: Float = range.reduce(0) { max($0, abs(x[$1] - back[$1])) }
      #expect(error <= bound * 2 * largest, "block \(block): \(error / largest)")
    }
  }

  /// What has been stored once is stored the same again.
  @Test(arguments: [BlockKind.f16, .bf16, .q8_0, .q4_0, .q5_0])
  func storedNumbersStay(type: BlockKind) throws {
    let x = (0..<256).map { Float(cos(Double($0 * $0) * 0.11)) }
    let once = PlainBlocks.numbers(type, try type.quantized(x))
    #expect(PlainBlocks.numbers(type, try type.quantized(once)) == once)
  }

  @Test func everyHalfIsItsOwnNearest() {
    for bits in UInt16.min...UInt16.max {
      let value = HalfPrecision.widened(bits)
      let isNaN = bits & 0x7C00 == 0x7C00 && bits & 0x3FF != 0
      #expect(value.isNaN == isNaN)
      if !isNaN { #expect(HalfPrecision.narrowed(value) == bits) }
    }
  }

  #if !(os(macOS) && arch(x86_64))
    @Test func halvesRoundAsTheProcessorRoundsThem() {
      for i in stride(from: UInt32(0), through: UInt32.max - 40_009, by: 40_009) {
        let value = Float(bitPattern: i)
        if !value.isNaN { #expect(HalfPrecision.narrowed(value) == Float16(value).bitPattern) }
      }
    }
  #endif

  @Test func nothingIsStoredThatABlockCannotHold() {
    for value in [Float.nan, .infinity, -.infinity, 1e6] {
      var x = [Float](repeating: 1, count: 256)
      x[77] = value
      for type in BlockKind.allCases where type != .f32 {
        #expect(throws: ModelError.self) { try type.quantized(x) }
      }
      #expect(throws: Never.self) { try BlockKind.f32.quantized(x) }
    }
    #expect(throws: ModelError("31 numbers are not whole Q4_0 blocks of 32")) {
      try BlockKind.q4_0.quantized([Float](repeating: 0, count: 31))
    }
  }
}
