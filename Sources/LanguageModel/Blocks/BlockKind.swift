import Mini

/// How weights are stored: plainly, or as blocks of small integers with their scales.
///
/// Names and layouts are those of ggml. A "K" kind has blocks of 256 with scales that are rounded
/// themselves.
public struct BlockKind: Sendable {
  /// ggml's number for the kind in a GGUF file.
  public let number: UInt32

  /// The name as everybody writes it, "Q4_K".
  public let name: String

  /// How many weights share a block; 1 for plain numbers. A row is a whole number of blocks.
  public let blockLength: Int

  /// The bytes of a block.
  public let bytesPerBlock: Int

  // What a format does, chosen once for a whole product and not for each block.
  let widen: @Sendable (UnsafeRawPointer, Int, UnsafeMutablePointer<Float>, Int) -> Void
  let multiply: @Sendable (StoredRows, UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Void
  let append: @Sendable ([Float], inout [UInt8]) -> Void

  /// Looks for numbers that are infinite or NaN without widening any: the number of the first weight of
  /// the first block that has one; nil if all are finite.
  package let firstOther: @Sendable (UnsafeRawBufferPointer) -> Int?

  init<Format: BlockFormat>(_: Format.Type) {
    (number, name) = (Format.number, Format.name)
    (blockLength, bytesPerBlock) = (Format.length, Format.size)
    widen = { Format.widen($0, count: $1, to: $2, stride: $3) }
    multiply = { Format.multiply($0, $1, into: $2) }
    append = { Format.append($0, to: &$1) }
    firstOther = { Format.firstOther($0) }
  }

  /// The bits that a weight costs, scales included.
  public var bitsPerWeight: Double { Double(8 * bytesPerBlock) / Double(blockLength) }
}

extension BlockKind: CaseIterable {
  /// All that can be read and multiplied, in the order of their numbers.
  public static let allCases: [BlockKind] = [
    f32, f16, q4_0, q4_1, q5_0, q5_1, q8_0, q2_K, q3_K, q4_K, q5_K, q6_K, bf16,
  ]

  /// The kind with this number in a GGUF file, if it is one of ``allCases``.
  public init?(number: UInt32) {
    guard let kind = Self.allCases.first(where: { $0.number == number }) else { return nil }
    self = kind
  }
}

extension BlockKind: Hashable {
  /// Whether both are the same kind.
  public static func == (a: BlockKind, b: BlockKind) -> Bool { a.number == b.number }

  /// Feeds the number of the kind to `hasher`.
  public func hash(into hasher: inout Hasher) { hasher.combine(number) }
}

extension BlockKind: CustomStringConvertible {
  /// ``name``
  public var description: String { name }
}

// MARK: As numbers

extension BlockKind {
  /// The numbers that whole blocks of this kind stand for.
  package func numbers(_ blocks: StoredBytes) -> Scalars {
    let count = blocks.count / bytesPerBlock * blockLength
    return Scalars(count: count) { target in widen(blocks.start, count: count, into: target) }
  }

  /// Writes `count` weights, whole blocks, one after another.
  func widen(
    _ blocks: UnsafeRawPointer, count: Int, into target: UnsafeMutablePointer<Float>
  ) {
    guard count % 16 > 0 else { return widen(blocks, count, target, 16) }
    // The last vector is longer than what is asked for.
    Scratch.with(count: count + 15) { scratch in
      widen(blocks, count, scratch, 16)
      target.initialize(from: scratch, count: count)
    }
  }
}
