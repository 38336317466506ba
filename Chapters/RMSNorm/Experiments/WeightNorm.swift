import Base
import Mini

/// Weight normalisation: each row of a weight matrix is divided by its Euclidean length.
///
/// Salimans and Kingma 2016, arXiv 1602.07868, equation 2: w = gain · v / ‖v‖. It normalises the
/// weights and never sees the data, so it costs the same for one case as for a thousand. A row of
/// zeros has no direction and becomes NaN, as 0/0 is.
package struct WeightNorm: Equatable, Sendable {
  /// The length of each weight vector afterwards, `[outputs]`: learned, ones at first.
  package var gain: Tensor

  /// A layer for weight matrices of `dimensions` rows, one for each output.
  package init(dimensions: Int) {
    gain = Tensor(repeating: 1, shape: [dimensions])
  }

  /// The normalised weight vectors.
  ///
  /// - Parameter weight: `[outputs, inputs]`, a weight vector in each row.
  /// - Returns: The shape of `weight`.
  package func callAsFunction(_ weight: Tensor) -> Tensor {
    let factors = factors(for: weight)
    return Tensor(
      shape: weight.shape,
      scalars: weight.scalars.enumerated().map { Float(Double($1) * factors[$0 / weight.width]) })
  }

  /// The summed inputs that the normalised weights would have given: aᵢ · gainᵢ / ‖wᵢ‖.
  ///
  /// - Parameters:
  ///   - summedInputs: `[…, outputs]`, a = x Wᵀ.
  ///   - weight: `[outputs, inputs]`, the W that gave them.
  /// - Returns: The shape of `summedInputs`.
  package func callAsFunction(_ summedInputs: Tensor, weight: Tensor) -> Tensor {
    let factors = factors(for: weight)
    require(
      summedInputs.shape.last == factors.count,
      "the summed inputs \(summedInputs.shape) do not come from the weight \(weight.shape)")
    return Tensor(
      shape: summedInputs.shape,
      scalars: summedInputs.scalars.enumerated().map {
        Float(Double($1) * factors[$0 % factors.count])
      })
  }

  /// gainᵢ / ‖wᵢ‖ for each output.
  private func factors(for weight: Tensor) -> [Double] {
    require(
      weight.rank == 2 && gain.shape == [weight.shape[0]],
      "a gain \(gain.shape) does not fit a weight of the shape \(weight.shape)")
    return zip(gain.scalars, weight.rowNorms.scalars).map { Double($0) / Double($1) }
  }
}
