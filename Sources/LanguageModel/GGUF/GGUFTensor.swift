import Mini

/// What the header of a GGUF file says about one tensor.
public struct GGUFTensor: Equatable, Sendable {
  /// Its name, such as "blk.0.attn_q.weight".
  public let name: String

  /// The extents, fastest first, as ggml counts: a matrix is `[inputs, outputs]`, and its rows of
  /// `inputs` numbers lie one after the other.
  public let dimensions: [Int]

  /// How the numbers are stored.
  public let type: BlockKind

  /// Where in the file the numbers lie.
  public let range: Range<Int>

  /// How many numbers there are.
  public var count: Int { dimensions.reduce(1, *) }

  /// The bytes of `dimensions` numbers of this type; throws if they do not fill blocks or are more
  /// than an `Int` counts.
  static func byteCount(
    _ dimensions: [Int], _ type: BlockKind, _ name: String
  ) throws(LanguageModelError) -> Int {
    guard dimensions.allSatisfy({ $0 > 0 }) else {
      throw LanguageModelError("tensor \(quoted(name)) has the extents \(dimensions)")
    }
    guard dimensions[0] % type.blockLength == 0 else {
      throw LanguageModelError(
        "tensor \(quoted(name)) has rows of \(dimensions[0]), which are not whole \(type.name) "
          + "blocks of \(type.blockLength)")
    }
    var bytes = dimensions[0] / type.blockLength
    for factor in dimensions.dropFirst() + [type.bytesPerBlock] {
      let (product, overflows) = bytes.multipliedReportingOverflow(by: factor)
      guard !overflows else {
        throw LanguageModelError(
          "tensor \(quoted(name)) with the extents \(dimensions) is larger than any memory")
      }
      bytes = product
    }
    return bytes
  }
}
