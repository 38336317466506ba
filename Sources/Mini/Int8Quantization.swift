import Require

/// Which numbers share a scale when `[heads, tokens, headDimension]` is rounded to 8 bits.
public enum Int8Scales: String, CaseIterable, Sendable {
  /// All features of a token in a head: a token can be rounded as soon as it is there.
  case perToken
  /// All tokens of a feature in a head: one feature with large numbers does not spoil the others.
  /// Keys have such outlier features, values do not (KIVI, Liu et al., 2024, sec. 3).
  case perChannel
}

/// `[heads, tokens, headDimension]` in 8 bits for each number: x ≈ scale · code with whole codes from
/// −127 to 127.
///
/// The scale of numbers that share one is their largest magnitude divided by 127, so that 0 stays 0
/// and no number is off by more than half a scale. Where one of them is infinite or NaN, all become
/// NaN.
public struct Int8Quantization: Equatable, Sendable {
  /// `[heads, tokens, headDimension]`
  public let shape: [Int]

  /// Which numbers share a scale.
  public let sharing: Int8Scales

  /// The rounded numbers in row-major order.
  public let codes: [Int8]

  /// `[heads, tokens]` if scales are per token, `[heads, headDimension]` if per channel.
  public let scales: Tensor

  /// Rounds `x`, shape `[heads, tokens, headDimension]`, to the nearest code, ties to the even one.
  public init(_ x: Tensor, scales sharing: Int8Scales) {
    require(x.rank == 3, "8 bits are for [heads, tokens, headDimension], not \(x.shape)")
    let shape = x.shape
    let count = shape[0] * (sharing == .perToken ? shape[1] : shape[2])
    var largest = [Float](repeating: 0, count: count)
    for (index, value) in x.scalars.enumerated() {
      let group = Self.group(ofElement: index, shape, sharing)
      // Not `max`: an infinity or a NaN becomes NaN and stays.
      let magnitude = value.isFinite ? abs(value) : .nan
      if !(magnitude <= largest[group]) && !largest[group].isNaN { largest[group] = magnitude }
    }
    let scales = largest.map { $0 / 127 }
    codes = x.scalars.enumerated().map { index, value in
      let scale = scales[Self.group(ofElement: index, shape, sharing)]
      guard scale > 0 else { return 0 }  // all zero, or NaN
      // Next to the smallest Float a scale has few digits left, and a quotient may exceed 127.
      return Int8(max(-127, min(127, (value / scale).rounded(.toNearestOrEven))))
    }
    self.shape = shape
    self.sharing = sharing
    self.scales = Tensor(
      shape: [shape[0], sharing == .perToken ? shape[1] : shape[2]], scalars: scales)
  }

  /// scale · code for every element: the shape of the original.
  public var dequantized: Tensor {
    Tensor(
      shape: shape,
      scalars: codes.enumerated().map { index, code in
        scales.scalars[Self.group(ofElement: index, shape, sharing)] * Float(code)
      })
  }

  /// Half a scale, the largest error of an element that shares the scale: the shape of ``scales``.
  public var errorBounds: Tensor { scales * 0.5 }

  /// One byte for each code and four for each scale.
  public var byteCount: Int { codes.count + scales.count * MemoryLayout<Float>.size }

  /// The index of the scale of element `index` in row-major order.
  private static func group(ofElement index: Int, _ shape: [Int], _ sharing: Int8Scales) -> Int {
    switch sharing {
    case .perToken: index / shape[2]
    case .perChannel: index / (shape[1] * shape[2]) * shape[2] + index % shape[2]
    }
  }
}
