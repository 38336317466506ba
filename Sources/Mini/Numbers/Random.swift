import Base

/// A seeded generator that gives the same numbers on every platform: xoshiro256++ (Blackman and
/// Vigna, 2019), its state filled from the seed by SplitMix64.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var state: (UInt64, UInt64, UInt64, UInt64)

  /// Two generators with the same `seed` give the same sequence.
  public init(seed: UInt64) {
    var mixer = seed
    func next() -> UInt64 {
      mixer &+= 0x9E37_79B9_7F4A_7C15
      var z = mixer
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
    state = (next(), next(), next(), next())
  }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 {
    let sum = state.0 &+ state.3
    let result = (sum << 23 | sum >> 41) &+ state.0
    let shifted = state.1 << 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= shifted
    state.3 = state.3 << 45 | state.3 >> 19
    return result
  }

  /// A number from [0, 1) with 53 random bits.
  public mutating func uniform() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// A number from the normal distribution with mean 0 and standard deviation 1 (Box and Muller,
  /// 1958).
  ///
  /// Every call draws two uniform numbers and uses one of the two normals they give, so the state
  /// stays nothing but its four words.
  public mutating func normal() -> Double {
    let radius = (-2 * .log(1 - uniform())).squareRoot()
    return radius * .cos(2 * .pi * uniform())
  }
}

extension Tensor {
  /// Independent normal numbers with mean 0 and the given standard deviation.
  public static func normal(
    _ shape: Int..., deviation: Double = 1, using generator: inout SeededGenerator
  ) -> Tensor {
    filled(shape) { Float(deviation * generator.normal()) }
  }

  /// Independent numbers spread evenly over `range`.
  public static func uniform(
    _ shape: Int..., in range: Range<Double> = -1..<1, using generator: inout SeededGenerator
  ) -> Tensor {
    let (low, span) = (range.lowerBound, range.upperBound - range.lowerBound)
    return filled(shape) { Float(low + span * generator.uniform()) }
  }

  private static func filled(_ shape: [Int], with next: () -> Float) -> Tensor {
    Tensor(shape: shape, scalars: Scalars(count: Tensor.count(of: shape), drawing: next))
  }
}
