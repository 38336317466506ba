import Mini
import Testing

@testable import Blocks

@Suite struct QuantizedMatrixTests {
  @Test func eightBitsKeepHalfAStep() throws {
    var generator = SeededGenerator(seed: 21)
    let x = Tensor.normal(5, 96, using: &generator)
    let matrix = try QuantizedMatrix(rounding: x, to: .q8_0)
    #expect(matrix.byteCount == 15 * 34)
    let back = matrix.dequantized()
    #expect(back.shape == x.shape)
    for start in stride(from: 0, to: 480, by: 32) {
      let largest = x.scalars[start..<start + 32].map(\.magnitude).max()!
      // Half a step of 1/127, and the scale is rounded to 11 digits.
      let bound = largest * (0.5 / 127 + 0x1p-11)
      for i in start..<start + 32 { #expect(abs(x.scalars[i] - back.scalars[i]) <= bound) }
    }
  }

  @Test(arguments: [BlockKind.f32, .f16, .bf16]) func plainNumbersAreRoundedOnce(
    kind: BlockKind
  ) throws {
    var generator = SeededGenerator(seed: 22)
    let x = Tensor.normal(3, 37, using: &generator)
    let matrix = try QuantizedMatrix(rounding: x, to: kind)
    let expected = x.scalars.map { value in
      switch kind {
      case .f16: HalfPrecision.widened(HalfPrecision.narrowed(value))
      case .bf16: Float(BFloat16(value))
      default: value
      }
    }
    #expect(matrix.dequantized() == Tensor(shape: [3, 37], scalars: expected))
  }

  @Test(arguments: BlockKind.allCases) func aRowIsARowOfAll(kind: BlockKind) throws {
    var generator = SeededGenerator(seed: 23)
    let inputs = kind.blockLength == 1 ? 37 : 2 * kind.blockLength
    let matrix = try QuantizedMatrix(
      rounding: .normal(4, inputs, using: &generator), to: kind)
    let all = matrix.dequantized()
    for i in 0..<4 { #expect(matrix.row(i) == all[row: i]) }
  }

  @Test func twoAreEqualIfTheirBytesAre() throws {
    var x = Tensor(repeating: 1, shape: [2, 32])
    let one = try QuantizedMatrix(rounding: x, to: .q8_0)
    #expect(try one == QuantizedMatrix(rounding: x, to: .q8_0))
    #expect(try one != QuantizedMatrix(rounding: x, to: .f16))
    #expect(try one != QuantizedMatrix(rounding: x.reshaped(1, 64), to: .q8_0))
    x[1, 31] = 2
    #expect(try one != QuantizedMatrix(rounding: x, to: .q8_0))
  }

  /// Bytes of somebody else, at an odd address: read where they are, as long as their owner lives.
  @Test func bytesOfSomebodyElseAreReadWhereTheyAre() throws {
    final class Owner: Sendable {
      nonisolated(unsafe) let memory = UnsafeMutableRawBufferPointer.allocate(
        byteCount: 1 + 2 * 68, alignment: 64)
      deinit { memory.deallocate() }
    }
    var generator = SeededGenerator(seed: 24)
    let x = Tensor.normal(2, 64, using: &generator)
    let own = try QuantizedMatrix(rounding: x, to: .q8_0)
    var owner: Owner? = Owner()
    weak let watched = owner
    let part = UnsafeMutableRawBufferPointer(rebasing: owner!.memory[1...])
    part.copyMemory(from: UnsafeRawBufferPointer(start: own.bytes.start, count: own.byteCount))
    var matrix: QuantizedMatrix? = try QuantizedMatrix(
      stored: StoredBytes(UnsafeRawBufferPointer(part), of: owner!), kind: .q8_0, outputs: 2,
      inputs: 64)
    owner = nil
    #expect(watched != nil && matrix == own)
    #expect(matrix!.dequantized() == own.dequantized())
    #expect(matrix!(x) == own(x))
    matrix = nil
    #expect(watched == nil)
  }

  @Test func sizesThatDoNotFitAreSaid() {
    func complaint(
      _ bytes: Int, _ kind: BlockKind, outputs: Int, inputs: Int
    ) -> String? {
      do {
        _ = try QuantizedMatrix(
          repeatElement(0, count: bytes), kind: kind, outputs: outputs, inputs: inputs)
        return nil
      } catch {
        return error.description
      }
    }
    #expect(complaint(68, .q8_0, outputs: 2, inputs: 32) == nil)
    #expect(
      complaint(67, .q8_0, outputs: 2, inputs: 32)
        == "2 rows of 32 Q8_0 weights are 68 bytes, not 67")
    #expect(
      complaint(34, .q8_0, outputs: 1, inputs: 33)
        == "rows of 33 weights are not whole Q8_0 blocks of 32")
    #expect(
      complaint(0, .q8_0, outputs: 0, inputs: 32)
        == "the number of outputs must be at least 1, not 0")
    #expect(
      complaint(0, .f32, outputs: 1, inputs: -1)
        == "the number of inputs must be at least 1, not -1")
    for (kind, outputs, inputs) in [
      (BlockKind.q8_0, Int.max, 32), (.q4_0, 1 << 32, 1 << 32), (.f32, 1, .max), (.f32, .max, .max),
      (.q2_K, 1 << 20, 1 << 43), (.q4_0, .max / 17, 32),
    ] {
      #expect(
        complaint(0, kind, outputs: outputs, inputs: inputs)
          == "\(outputs) rows of \(inputs) weights are larger than any memory")
    }
  }

  @Test func whatCannotBeRoundedIsSaid() throws {
    func complaint(_ x: Tensor, _ kind: BlockKind) -> String? {
      do {
        _ = try QuantizedMatrix(rounding: x, to: kind)
        return nil
      } catch {
        return error.description
      }
    }
    var x = Tensor(zeros: [2, 32])
    #expect(complaint(x, .q8_0) == nil)
    #expect(complaint(x, .q2_K) == "rows of 32 weights are not whole Q2_K blocks of 256")
    #expect(
      complaint(x.reshaped(4, 16), .q8_0) == "rows of 16 weights are not whole Q8_0 blocks of 32")
    for value in [Float.nan, .infinity, -65505] {
      x[1, 3] = value
      for kind in [BlockKind.q8_0, .q4_1, .f16, .bf16] {
        #expect(complaint(x, kind) == "number 35 is \(value), which \(kind.name) cannot hold")
      }
      #expect(complaint(x, .f32) == nil)
    }
  }
}
