/// How the numbers of a tensor are stored: plainly, or as blocks of small integers with their scales.
///
/// The raw value is the number in the file; names and layouts are those of ggml. A "K" type has blocks
/// of 256 with scales that are quantised themselves.
public enum TensorType: UInt32, CaseIterable, Sendable {
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
  public var blockSize: Int {
    switch self {
    case .f32, .f16, .bf16: 1
    case .q4_0, .q4_1, .q5_0, .q5_1, .q8_0: 32
    case .q2_K, .q3_K, .q4_K, .q5_K, .q6_K: 256
    }
  }

  /// The bytes of a block.
  public var blockBytes: Int {
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
  public var bitsPerWeight: Double { Double(8 * blockBytes) / Double(blockSize) }

  /// Types that exist in files and are not read here, for a sentence that names them.
  static let others: [UInt32: String] = [
    9: "Q8_1", 15: "Q8_K", 16: "IQ2_XXS", 17: "IQ2_XS", 18: "IQ3_XXS", 19: "IQ1_S", 20: "IQ4_NL",
    21: "IQ3_S", 22: "IQ2_S", 23: "IQ4_XS", 24: "I8", 25: "I16", 26: "I32", 27: "I64", 28: "F64",
    29: "IQ1_M", 34: "TQ1_0", 35: "TQ2_0", 39: "MXFP4", 40: "NVFP4", 41: "Q1_0",
  ]
}
