import Base

/// How the next token is chosen from logits.
///
/// With a temperature of 0 the most likely token is taken ("greedy"). Otherwise the logits are divided
/// by the temperature and a token is drawn from their softmax, if asked among the `topK` most likely
/// ones only (Fan et al., 2018, sec. 5.1) or among the fewest whose probabilities add up to `topP`
/// (nucleus sampling, Holtzman et al., 2020, sec. 3.1). Of equal logits the lower index comes first, so
/// a seed gives one text on every machine.
public struct Sampler: Sendable {
  /// What logits are divided by: 0 is greedy, 1 the model's own probabilities.
  public let temperature: Double

  /// How many of the most likely tokens may be drawn; all if nil, or if there are not more.
  public let topK: Int?

  /// What the probabilities of the tokens that may be drawn add up to at least; 1 for all.
  public let topP: Double

  private var generator: SeededGenerator

  /// Always the most likely token.
  public static let greedy = Sampler()

  private init() { (temperature, topK, topP, generator) = (0, nil, 1, SeededGenerator(seed: 0)) }

  /// A sampler whose draws follow from `seed`, or a sentence about what makes no sense.
  public init(
    temperature: Double = 1, topK: Int? = nil, topP: Double = 1, seed: UInt64
  ) throws(ModelError) {
    try ModelError.check(
      temperature >= 0 && temperature.isFinite,
      "a temperature is a number from 0 on, not \(temperature)")
    if let topK { try ModelError.require(topK, atLeastOne: "the number of tokens to draw from") }
    try ModelError.check(
      topP > 0 && topP <= 1,
      "probabilities add up to a number above 0 and at most 1, not \(topP)")
    (self.temperature, self.topK, self.topP) = (temperature, topK, topP)
    generator = SeededGenerator(seed: seed)
  }

  /// The next token for `logits`, `[vocabulary]`. A NaN is never chosen; where there is nothing else,
  /// token 0 is.
  public mutating func callAsFunction(_ logits: Tensor) -> Int {
    require(logits.count > 0, "there is no token to choose from in logits \(logits.shape)")
    guard temperature > 0 else { return logits.indexOfMaximum }
    let best = logits.indexOfMaximum
    // The largest is subtracted first, so that a small temperature does not overflow.
    let scaled = (logits - logits.scalars[best]) * Float(1 / temperature)
    let weights = Mini.exp(scaled).scalars.map { $0.isNaN ? 0 : $0 }
    let total = weights.reduce(0) { $0 + Double($1) }
    guard total.isFinite, total > 0 else { return best }

    let candidates = candidates(weights, total: total)
    var left = generator.uniform() * candidates.reduce(0) { $0 + Double(weights[$1]) }
    for token in candidates {
      left -= Double(weights[token])
      if left < 0 { return token }
    }
    return candidates.last ?? best
  }

  /// The tokens that may be drawn, the most likely first where it matters.
  private func candidates(_ weights: [Float], total: Double) -> [Int] {
    if let topK, topK < weights.count {
      // As is usual, the nucleus is that of the tokens which topK leaves.
      let kept = mostLikely(topK, weights)
      return nucleus(kept, weights, total: kept.reduce(0) { $0 + Double(weights[$1]) })
    }
    guard topP < 1 else { return Array(weights.indices) }
    // Tokens below the share (1 − topP) / count of the whole add up to less than 1 − topP, so the
    // nucleus never needs them: only the others have to be sorted.
    let least = Float((1 - topP) * total / Double(weights.count))
    let likely = weights.indices.filter { weights[$0] >= least }
    return nucleus(sorted(likely, weights), weights, total: total)
  }

  /// The `count` largest weights, of equal ones those with the lower index; none that are 0.
  ///
  /// None is below 0 or above 1, so bits compare as numbers do: those of the smallest weight that is kept
  /// are found from the highest on, each in one pass.
  private func mostLikely(_ count: Int, _ weights: [Float]) -> [Int] {
    var bits: UInt32 = 0
    for bit in (0..<30).reversed() {
      let more = bits | 1 << UInt32(bit)
      if weights.count(where: { $0.bitPattern >= more }) >= count { bits = more }
    }
    let least = Float(bitPattern: bits)
    let larger = weights.indices.filter { weights[$0] > least }
    let equal = least > 0 ? weights.indices.filter { weights[$0] == least } : []
    return sorted(larger + equal.prefix(count - larger.count), weights)
  }

  /// The largest weight first, of equal ones the one with the lower index.
  private func sorted(_ tokens: [Int], _ weights: [Float]) -> [Int] {
    tokens.sorted { (weights[$0], $1) > (weights[$1], $0) }
  }

  /// The first of `sorted` that make the share ``topP`` of `total`.
  private func nucleus(_ sorted: [Int], _ weights: [Float], total: Double) -> [Int] {
    guard topP < 1 else { return sorted }
    var sum = 0.0
    let last = sorted.firstIndex { token in
      sum += Double(weights[token])
      return sum >= topP * total
    }
    return Array(sorted.prefix((last ?? sorted.count - 1) + 1))
  }
}
