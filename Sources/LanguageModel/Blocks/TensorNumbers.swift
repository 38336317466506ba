import Mini

extension GGUFFile {
  /// The numbers of a tensor, widened to Float: shape outermost first, so a matrix that the header
  /// gives as `[inputs, outputs]` becomes `[outputs, inputs]`, the same numbers in the same order.
  public func numbers(of tensor: GGUFTensor) -> Tensor {
    var scalars = Scalars(zeros: tensor.count)
    scalars.withUnsafeMutableBufferPointer { out in
      Dequantization.apply(tensor.type, bytes(of: tensor), into: out.baseAddress!)
    }
    return Tensor(shape: tensor.dimensions.reversed(), scalars: scalars)
  }
}

extension BlockKind {
  /// The numbers that whole blocks of this type stand for.
  public func dequantized(_ bytes: [UInt8]) -> [Float] {
    let count = bytes.count / bytesPerBlock * blockLength
    return [Float](unsafeUninitializedCapacity: count) { out, written in
      if let out = out.baseAddress {
        bytes.withUnsafeBytes { Dequantization.apply(self, $0, into: out) }
      }
      written = count
    }
  }

  /// The stored form of `numbers`, which fill whole blocks.
  ///
  /// Every weight goes to the nearest value that its block has. F16, BF16 and the blocks of 32 are
  /// stored as the `gguf` package of Python stores them, bit for bit; for the K types ggml searches for
  /// better scales than the extremes of a group, which are taken here, so its errors are smaller.
  ///
  /// - Throws: If a number is NaN, infinite or beyond what a 16-bit scale holds; F32 stores all.
  public func quantized(_ numbers: [Float]) throws(LanguageModelError) -> [UInt8] {
    guard numbers.count % blockLength == 0 else {
      throw LanguageModelError(
        "\(numbers.count) numbers are not whole \(name) blocks of \(blockLength)")
    }
    if self != .f32, let i = numbers.firstIndex(where: { !($0.magnitude <= 65504) }) {
      throw LanguageModelError("number \(i) is \(numbers[i]), which \(name) cannot hold")
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(numbers.count / blockLength * bytesPerBlock)
    for start in stride(from: 0, to: numbers.count, by: blockLength) {
      Quantization.append(self, numbers[start..<start + blockLength], to: &bytes)
    }
    return bytes
  }
}
