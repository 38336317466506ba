import Elementary

/// The frequencies by which a published model turns queries and keys: a base, and what was done to it
/// for longer texts.
public struct RotaryDescription: Equatable, Sendable {
  /// How frequencies were changed for longer texts.
  public enum Scaling: Equatable, Sendable {
    /// As trained.
    case none

    /// Divided by the factor (Chen et al., 2023).
    case linear(factor: Double)

    /// Fast pairs as trained, slow ones divided by the factor, a ramp between; queries and keys grow by
    /// 0.1 · ln factor + 1 (YaRN, Peng et al., 2023, eq. 17–22, in the form of the published code).
    case yarn(factor: Double, originalContext: Int, betaFast: Double = 32, betaSlow: Double = 1)
  }

  /// The base of the frequencies.
  public var base = 10_000.0

  /// What was done to all frequencies.
  public var scaling = Scaling.none

  /// By what each pair's frequency is divided besides: the tensor `rope_freqs.weight` of Llama 3.1.
  public var divisors: [Float]?

  /// By what queries and keys are multiplied, besides what YaRN does.
  public var magnitude = 1.0

  /// Frequencies of the base 10,000, as trained.
  public init() {}

  /// Radians per position for each pair of a head, fastest first.
  public func frequencies(headDimension: Int) -> [Double] {
    (0..<headDimension / 2).map { pair in
      let trained = Double.pow(base, -2 * Double(pair) / Double(headDimension))
      let theta = trained / (divisors.map { Double($0[pair]) } ?? 1)
      switch scaling {
      case .none: return theta
      case .linear(let factor): return theta / factor
      case .yarn(let factor, _, _, _):
        let kept = keptByYaRN(pair, headDimension)
        return theta / factor * (1 - kept) + theta * kept
      }
    }
  }

  /// By what turned queries and keys are multiplied; scores grow by its square.
  public var attentionFactor: Double {
    guard case .yarn(let factor, _, _, _) = scaling else { return magnitude }
    return magnitude * (0.1 * Double.log(factor) + 1)
  }

  /// How much of a pair's frequency stays, from 1 for fast pairs to 0 for slow ones.
  ///
  /// The paper ramps over the turns that a pair makes within the trained context. The published code,
  /// and so every published model, ramps over the number of the pair, between two pairs that are
  /// rounded outwards; a few frequencies differ.
  private func keptByYaRN(_ pair: Int, _ headDimension: Int) -> Double {
    guard case .yarn(_, let context, let betaFast, let betaSlow) = scaling else { return 1 }
    func place(turns: Double) -> Double {
      Double(headDimension) * Double.log(Double(context) / (turns * 2 * .pi))
        / (2 * Double.log(base))
    }
    let low = max(0, place(turns: betaFast).rounded(.down))
    let high = min(Double(headDimension - 1), place(turns: betaSlow).rounded(.up))
    return 1 - min(1, max(0, (Double(pair) - low) / max(0.001, high - low)))
  }
}

// MARK: Reading and writing

extension RotaryDescription {
  /// What the keys of a file say; the divisors are in a tensor.
  init(_ keys: KeyReader, _ prefix: String, contextLength: Int) throws(LanguageModelError) {
    if let base = try keys.optionalPositive("\(prefix).rope.freq_base") { self.base = base }
    let scalingPrefix = "\(prefix).rope.scaling"
    let oldFactor = try keys.optionalPositive("\(prefix).rope.scale_linear")
    let factor = try keys.optionalPositive("\(scalingPrefix).factor") ?? oldFactor ?? 1
    if let magnitude = try keys.optionalPositive("\(scalingPrefix).attn_factor") {
      self.magnitude = magnitude
    }
    let original = try keys.optionalSize("\(scalingPrefix).original_context_length")
    let fast = try keys.optionalPositive("\(scalingPrefix).yarn_beta_fast")
    let slow = try keys.optionalPositive("\(scalingPrefix).yarn_beta_slow")
    switch try keys.optionalText("\(scalingPrefix).type") ?? "linear" {
    case "none": break
    case "linear": if factor != 1 { scaling = .linear(factor: factor) }
    case "yarn":
      let (betaFast, betaSlow) = (fast ?? 32, slow ?? 1)
      guard factor >= 1, betaSlow < betaFast, base > 1 else {
        throw LanguageModelError(
          "YaRN needs a factor from 1 on, a ramp that rises and a base above 1, not \(factor), "
            + "\(betaSlow) to \(betaFast) turns and \(base)")
      }
      scaling = .yarn(
        factor: factor, originalContext: original ?? contextLength, betaFast: betaFast,
        betaSlow: betaSlow)
    case let other:
      throw LanguageModelError(
        "the rotation is scaled by the scheme \(quoted(other)), which is not done here; “linear” "
          + "and “yarn” are")
    }
  }

  func metadata(_ prefix: String) -> [(key: String, value: GGUFValue)] {
    var metadata: [(key: String, value: GGUFValue)] = []
    func add(_ key: String, _ value: GGUFValue) {
      metadata.append(("\(prefix).rope.\(key)", value))
    }
    add("freq_base", .float32(Float(base)))
    if magnitude != 1 { add("scaling.attn_factor", .float32(Float(magnitude))) }
    switch scaling {
    case .none: break
    case .linear(let factor):
      add("scaling.type", .string("linear"))
      add("scaling.factor", .float32(Float(factor)))
    case .yarn(let factor, let originalContext, let betaFast, let betaSlow):
      add("scaling.type", .string("yarn"))
      add("scaling.factor", .float32(Float(factor)))
      add("scaling.original_context_length", .uint32(UInt32(originalContext)))
      add("scaling.yarn_beta_fast", .float32(Float(betaFast)))
      add("scaling.yarn_beta_slow", .float32(Float(betaSlow)))
    }
    return metadata
  }
}
