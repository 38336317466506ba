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

/// One entry of the list of tensors in a file's header, be its numbers of a kind that is read here or not.
public struct GGUFTensorHeader: Equatable, Sendable {
  /// Its name, such as "blk.0.attn_q.weight".
  public let name: String

  /// The extents, fastest first.
  public let dimensions: [Int]

  /// The number of the type in the file.
  public let typeNumber: UInt32

  /// How the numbers are stored; nil for a type that is not read here.
  public var kind: BlockKind? { BlockKind(number: typeNumber) }

  /// The type's name, or its number.
  public var typeName: String {
    kind?.name ?? BlockKind.others[typeNumber] ?? "number \(typeNumber)"
  }

  /// How many numbers there are.
  public var count: Int { dimensions.reduce(1, *) }

  /// The bytes of the numbers; of a type that is not read here, those up to the next tensor.
  public internal(set) var byteCount = 0

  /// Where they begin, from the start of the data.
  let offset: UInt64

  init(name: String, dimensions: [Int], typeNumber: UInt32, offset: UInt64) {
    (self.name, self.dimensions) = (name, dimensions)
    (self.typeNumber, self.offset) = (typeNumber, offset)
  }
}
