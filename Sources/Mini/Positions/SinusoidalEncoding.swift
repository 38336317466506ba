import Base

/// Sines and cosines of the position at a ladder of frequencies (Vaswani et al., 2017, sec. 3.5).
///
///     PE(p, 2i)     = sin(p · θ_i)
///     PE(p, 2i + 1) = cos(p · θ_i),      θ_i = base^(−2i / dimensions)
///
/// Every code has the length √(dimensions / 2), the product of two codes depends on their distance
/// only, and the code of p + k is a fixed linear map of the code of p.
public struct SinusoidalEncoding: PositionEncoding {
  /// The length of a code; even, since every frequency has a sine and a cosine.
  public let dimensions: Int

  /// The base of the frequencies, 10,000 in the paper.
  public let base: Double

  /// θ_i in radians per position, i = 0 ..< dimensions / 2, fastest first.
  public let frequencies: [Double]

  /// Every position has a code, a negative one too: nil. That it is defined does not mean that a
  /// model trained on shorter texts can read it.
  public var limit: Int? { nil }

  /// Codes of `dimensions` features with frequencies from 1 down to nearly 1 / `base`.
  public init(dimensions: Int, base: Double = 10_000) {
    require(
      dimensions > 0 && dimensions % 2 == 0,
      "a sine and a cosine for each frequency make an even number of features, not \(dimensions)")
    require(
      Count(dimensions).fitsIntoMemory,
      "codes of \(dimensions) features would not fit into \(Count.memoryOfThisMachine)")
    require(base > 0 && base.isFinite, "frequencies need a positive base, not \(base)")
    self.dimensions = dimensions
    self.base = base
    frequencies = (0..<dimensions / 2).map { i in .pow(base, -2 * Double(i) / Double(dimensions)) }
  }

  /// The codes of `positions`: shape `[positions.count, dimensions]`, computed in `Double` and
  /// rounded once.
  public func callAsFunction(_ positions: Range<Int>) -> Tensor {
    requireCodes(of: positions)
    return Tensor(
      shape: [positions.count, dimensions],
      scalars: positions.flatMap { position in values(at: Double(position)).map { Float($0) } })
  }

  /// The code of one position before it is rounded: `dimensions` numbers.
  public func values(at position: Double) -> [Double] {
    // Sine first. Some libraries put all sines before all cosines: same codes, other feature order.
    frequencies.flatMap { theta -> [Double] in [.sin(position * theta), .cos(position * theta)] }
  }
}
