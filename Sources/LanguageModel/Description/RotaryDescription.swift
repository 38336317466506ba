import Mini

/// What a file says about the frequencies by which a model turns queries and keys: a base, and what was
/// done to it for longer texts.
package struct RotaryDescription: Equatable, Sendable {
  /// The base of the frequencies.
  package var base = 10_000.0

  /// What was done to all frequencies: nothing, interpolation, or YaRN with its ramp over pairs, which
  /// is the one of the published code. These are the schemes that keys of a file can name.
  package var scaling = RotaryScaling.none

  /// By what each pair's frequency is divided besides: the tensor `rope_freqs.weight` of Llama 3.1.
  package var divisors: [Float]?

  /// By what queries and keys are multiplied, besides what YaRN does.
  package var magnitude = 1.0

  /// Frequencies of the base 10,000, as trained.
  package init() {}

  /// What is said of the rotation of a model: its scheme where a key names it, else by what each
  /// frequency is divided.
  init(_ c: TransformerConfiguration) {
    guard case .rotary(let base, _, let scaling, _) = c.positions else { return }
    self.base = base
    switch scaling {
    case .none, .interpolation: self.scaling = scaling
    case .yarn(let factor, let context, let alpha, let beta, .pairs(rounded: true), _):
      self.scaling = .yarn(
        factor: factor, originalContext: context, alpha: alpha, beta: beta, ramp: .pairs())
      magnitude = scaling.attentionFactor / self.scaling.attentionFactor
    case .perPair(let divisors, _):
      if divisors.contains(where: { $0 != 1 }) { self.divisors = divisors.map { Float($0) } }
      magnitude = scaling.attentionFactor
    case .ntkAware, .yarn:
      let trained = RotaryScaling.none.frequencies(base: base, dimensions: c.headDimension)
      let scaled = scaling.frequencies(base: base, dimensions: c.headDimension)
      divisors = zip(trained, scaled).map { Float($0 / $1) }
      magnitude = scaling.attentionFactor
    }
  }

  /// The same with all numbers as a file holds them, in 32 bits.
  var rounded: RotaryDescription {
    func rounded(_ number: Double) -> Double { Double(Float(number)) }
    var result = self
    (result.base, result.magnitude) = (rounded(base), rounded(magnitude))
    switch scaling {
    case .none, .ntkAware, .perPair: break
    case .interpolation(let factor): result.scaling = .interpolation(factor: rounded(factor))
    case .yarn(let factor, let context, let alpha, let beta, let ramp, _):
      result.scaling = .yarn(
        factor: rounded(factor), originalContext: min(context, Int(Int32.max)),
        alpha: rounded(alpha), beta: rounded(beta), ramp: ramp)
    }
    return result
  }

  /// All of this as the positions of a model.
  func positions(
    _ layout: RotaryLayout, headDimension: Int
  ) -> TransformerConfiguration.Positions {
    .rotary(base: base, layout: layout, scaling: wholeScaling(headDimension: headDimension))
  }

  /// All of this as one scheme.
  package func wholeScaling(headDimension: Int) -> RotaryScaling {
    let attentionFactor = magnitude * scaling.attentionFactor
    if divisors == nil && magnitude == 1 { return scaling }
    if divisors == nil,
      case .yarn(let factor, let context, let alpha, let beta, let ramp, _) = scaling
    {
      return .yarn(
        factor: factor, originalContext: context, alpha: alpha, beta: beta, ramp: ramp,
        attentionFactor: attentionFactor)
    }
    let trained = RotaryScaling.none.frequencies(base: base, dimensions: headDimension)
    let scaled = scaling.frequencies(base: base, dimensions: headDimension)
    return .perPair(
      divisors: trained.indices.map { pair in
        trained[pair] / scaled[pair] * Double(divisors?[pair] ?? 1)
      },
      attentionFactor: attentionFactor)
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
    // The whole attention factor, in place of the one that follows from the scale: a converter's name for
    // what the configurations of `transformers` call `attention_factor`.
    let wholeFactor = try keys.optionalPositive("\(scalingPrefix).yarn_attn_factor")
    let original = try keys.optionalSize("\(scalingPrefix).original_context_length")
    let fast = try keys.optionalPositive("\(scalingPrefix).yarn_beta_fast")
    let slow = try keys.optionalPositive("\(scalingPrefix).yarn_beta_slow")
    switch try keys.optionalText("\(scalingPrefix).type") ?? "linear" {
    case "none": break
    case "linear":
      guard factor >= 1 else {
        throw LanguageModelError("positions are divided by a factor from 1 on, not \(factor)")
      }
      if factor != 1 { scaling = .interpolation(factor: factor) }
    case "yarn":
      let (betaFast, betaSlow) = (fast ?? 32, slow ?? 1)
      guard factor >= 1, betaSlow < betaFast, base > 1 else {
        throw LanguageModelError(
          "YaRN needs a factor from 1 on, a ramp that rises and a base above 1, not \(factor), "
            + "\(betaSlow) to \(betaFast) turns and \(base)")
      }
      scaling = .yarn(
        factor: factor, originalContext: original ?? contextLength, alpha: betaSlow,
        beta: betaFast, ramp: .pairs())
      if let wholeFactor { magnitude *= wholeFactor / scaling.attentionFactor }
    case let other:
      throw LanguageModelError(
        "the rotation is scaled by the scheme \(quoted(other)), which is not done here; “linear” "
          + "and “yarn” are")
    }
    if case .yarn = scaling { return }
    if let wholeFactor, wholeFactor != 1 {
      throw LanguageModelError(
        "the key \(quoted("\(scalingPrefix).yarn_attn_factor")) belongs to YaRN, which this rotation is "
          + "not")
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
    case .none, .ntkAware, .perPair: break  // no key names the last two
    case .interpolation(let factor):
      add("scaling.type", .string("linear"))
      add("scaling.factor", .float32(Float(factor)))
    case .yarn(let factor, let originalContext, let betaSlow, let betaFast, _, _):
      add("scaling.type", .string("yarn"))
      add("scaling.factor", .float32(Float(factor)))
      add("scaling.original_context_length", .uint32(UInt32(clamping: originalContext)))
      add("scaling.yarn_beta_fast", .float32(Float(betaFast)))
      add("scaling.yarn_beta_slow", .float32(Float(betaSlow)))
    }
    return metadata
  }
}

extension RotaryScaling {
  /// The scaling of Llama 3.1: NTK-by-parts with the paper's ramp and no attention factor.
  ///
  /// Its configuration speaks of wavelengths: a pair shorter than `originalContext` /
  /// `highFrequencyFactor` stays, one longer than `originalContext` / `lowFrequencyFactor` is
  /// interpolated. The context over the wavelength is the number of turns, so these factors are
  /// YaRN's beta and alpha.
  public static func llama3(
    factor: Double = 8, lowFrequencyFactor: Double = 1, highFrequencyFactor: Double = 4,
    originalContext: Int = 8192
  ) -> RotaryScaling {
    .yarn(
      factor: factor, originalContext: originalContext, alpha: lowFrequencyFactor,
      beta: highFrequencyFactor, ramp: .turns, attentionFactor: 1)
  }
}
