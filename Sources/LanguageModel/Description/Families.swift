import Base
import Mini

// What a file of a family can hold: the reader begins with it, and the writer refuses all else.

extension ModelDescription.Architecture {
  /// Which features form a pair. Files of `llama` have the rows of queries and keys permuted so that
  /// pairs are neighbours; the others are stored as published, with pairs from both halves of a head.
  var layout: RotaryLayout { self == .llama ? .interleaved : .halves }

  /// Whether queries, keys and values have a bias; nil where the tensors of a file say it.
  var attentionBias: Bool? {
    switch self {
    case .llama: nil
    case .qwen2: true
    case .qwen3: false
    }
  }

  /// What a model of the family is, with these sizes and those choices that a file may make: numbers of 32
  /// bits, a rotation, biases, a tied head.
  func configuration(_ sizes: TransformerConfiguration, _ rotary: RotaryDescription)
    -> TransformerConfiguration
  {
    var c = sizes
    (c.norm, c.normPlacement, c.mask, c.headNorms) = (.rms, .before, .causal, self == .qwen3)
    c.eps = Double(Float(sizes.eps))
    c.attentionBias = attentionBias ?? sizes.attentionBias
    var rotary = rotary
    if self != .llama { rotary.divisors = nil }
    c.positions = rotary.positions(layout, headDimension: c.headDimension)
    return c
  }
}

extension ModelDescription {
  /// What a file of a family says with these sizes and this rotation.
  init(
    _ architecture: Architecture, _ sizes: TransformerConfiguration, _ rotary: RotaryDescription
  ) {
    self.architecture = architecture
    configuration = architecture.configuration(sizes, rotary)
  }

  /// The description of a model that a file can hold: with norms of heads it is `qwen3`, with biases
  /// `qwen2`, and with neither `llama`.
  ///
  /// - Throws: A sentence about the first thing that would not be read again as it is.
  public init(_ configuration: TransformerConfiguration) throws(LanguageModelError) {
    let c = configuration
    do { try c.validate() } catch { throw LanguageModelError(error.description) }
    architecture = c.headNorms ? .qwen3 : c.attentionBias ? .qwen2 : .llama
    self.configuration = c
    for (key, size) in sizes where !(1...Int(Int32.max)).contains(size) {
      throw LanguageModelError(
        "a file has no place for \(size) in \(quoted(key)): sizes go from 1 to \(Int32.max)")
    }
    let found = architecture.configuration(c, rotary.rounded).inWords
    for (read, own) in zip(found, c.inWords) where read != own {
      throw LanguageModelError(
        "this model has \(own), and of a file of the family \(quoted(architecture.rawValue)) "
          + "\(read) would be read")
    }
    for case (let key, .float32(let number)) in metadata where !(number > 0) {
      throw LanguageModelError(
        "a file has no place for \(number) in \(quoted(key)): numbers are above 0")
    }
    if architecture == .qwen2 && c.queryHeads * c.headDimension != c.width {
      throw LanguageModelError(
        "\(counted(c.queryHeads, "head")) of \(c.headDimension) features are not the width of "
          + "\(c.width) that models with biases have in a file")
    }
  }
}

// MARK: Keys

extension ModelDescription {
  /// The keys of a file that say all of this.
  public var metadata: [(key: String, value: GGUFValue)] {
    var metadata: [(key: String, value: GGUFValue)] = [
      ("general.architecture", .string(architecture.rawValue)), ("general.type", .string("model")),
      ("general.quantization_version", .uint32(2)),
    ]
    if let name { metadata.append(("general.name", .string(name))) }
    metadata += sizes.map { ($0, .uint32(UInt32(clamping: $1))) }
    let prefix = architecture.rawValue
    let eps = Float(configuration.eps)
    metadata.append(("\(prefix).attention.layer_norm_rms_epsilon", .float32(eps)))
    return metadata + rotary.metadata(prefix)
  }

  private var sizes: [(key: String, size: Int)] {
    let c = configuration
    let sizes = [
      ("block_count", c.layers), ("context_length", c.contextLength),
      ("embedding_length", c.width), ("feed_forward_length", c.feedForwardWidth),
      ("attention.head_count", c.queryHeads), ("attention.head_count_kv", c.kvHeads),
      ("attention.key_length", c.headDimension), ("attention.value_length", c.headDimension),
      ("vocab_size", c.vocabulary), ("rope.dimension_count", c.headDimension),
    ]
    return sizes.map { ("\(architecture.rawValue).\($0)", $1) }
  }
}
