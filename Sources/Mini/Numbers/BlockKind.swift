/// How weights are stored: plainly, or as blocks of small integers with their scales.
///
/// Names and layouts are those of ggml, and the raw value is its number for the kind in a GGUF file. A
/// "K" kind has blocks of 256 with scales that are rounded themselves.
public enum BlockKind: UInt32, CaseIterable, Sendable {
  case f32 = 0
  case f16 = 1
  case q4_0 = 2
  case q4_1 = 3
  case q5_0 = 6
  case q5_1 = 7
  case q8_0 = 8
  case q2_K = 10
  case q3_K = 11
  case q4_K = 12
  case q5_K = 13
  case q6_K = 14
  case bf16 = 30

  /// The name as everybody writes it, "Q4_K".
  public var name: String {
    "\(self)".uppercased()
  }

  /// How many weights share a block; 1 for plain numbers. A row is a whole number of blocks.
  public var blockLength: Int {
    switch self {
    case .f32, .f16, .bf16: 1
    case .q4_0, .q4_1, .q5_0, .q5_1, .q8_0: 32
    case .q2_K, .q3_K, .q4_K, .q5_K, .q6_K: 256
    }
  }

  /// The bytes of a block.
  public var bytesPerBlock: Int {
    switch self {
    case .f32: 4
    case .f16, .bf16: 2
    case .q4_0: 2 + 16  // a scale; nibbles
    case .q4_1: 4 + 16  // a scale and a minimum; nibbles
    case .q5_0: 2 + 4 + 16  // a scale; fifth bits; nibbles
    case .q5_1: 4 + 4 + 16
    case .q8_0: 2 + 32
    case .q2_K: 16 + 64 + 4  // scales and minima; pairs of bits; their own scale and minimum
    case .q3_K: 32 + 64 + 12 + 2  // third bits; pairs of bits; scales; their scale
    case .q4_K: 4 + 12 + 128  // a scale and a minimum; scales and minima; nibbles
    case .q5_K: 4 + 12 + 32 + 128
    case .q6_K: 128 + 64 + 16 + 2  // nibbles; pairs of bits; scales; their scale
    }
  }

  /// The bits that a weight costs, scales included.
  public var bitsPerWeight: Double { Double(8 * bytesPerBlock) / Double(blockLength) }
}
