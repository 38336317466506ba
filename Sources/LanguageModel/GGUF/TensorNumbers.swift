import Blocks
import Mini

extension GGUFFile {
  /// The numbers of a tensor, widened to Float: shape outermost first, so a matrix that the header
  /// gives as `[inputs, outputs]` becomes `[outputs, inputs]`, the same numbers in the same order.
  public func numbers(of tensor: GGUFTensor) -> Tensor {
    Tensor(
      shape: tensor.dimensions.reversed(),
      scalars: tensor.type.numbers(StoredBytes(bytes(of: tensor), of: file)))
  }
}
