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
}
