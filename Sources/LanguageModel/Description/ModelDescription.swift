import Mini

/// What a file says about the model in it: all that changes a result, and no weight.
///
/// It can be read from the header alone, so a plan for a model that no memory holds costs nothing.
public struct ModelDescription: Equatable, Sendable {
  /// The families of decoders that are read: pre-norm, RMSNorm, rotary positions, grouped queries,
  /// SwiGLU.
  public enum Architecture: String, CaseIterable, Sendable {
    /// Llama, and what is built like it: SmolLM, Mistral, TinyLlama.
    case llama
    /// Queries, keys and values with a bias.
    case qwen2
    /// A norm on each head's queries and keys.
    case qwen3

    /// Files of `llama` have the rows of queries and keys permuted so that pairs are neighbours; the
    /// others are stored as published, with pairs from both halves of a head.
    var layout: RotaryLayout { self == .llama ? .interleaved : .halves }
  }

  /// The family.
  public var architecture = Architecture.llama

  /// What the model calls itself; nil if the file does not say.
  public var name: String?

  /// The number of blocks.
  public var layers: Int

  /// The length of a token's vector between blocks.
  public var width: Int

  /// The hidden features of the feed-forward layer.
  public var feedForwardWidth: Int

  /// The number of query heads.
  public var queryHeads: Int

  /// The number of kv heads, a divisor of ``queryHeads``.
  public var kvHeads: Int

  /// The length of a head, an even number.
  public var headDimension: Int

  /// The number of tokens: rows of the embedding.
  public var vocabulary: Int

  /// The longest text that the model was made for.
  public var contextLength: Int

  /// What the norms add to the mean square.
  public var eps = 1e-5

  /// The frequencies of the rotation.
  public var rotary = RotaryDescription()

  /// Whether queries, keys and values have a bias.
  public var hasAttentionBias = false

  /// Whether the embedding is the output matrix too.
  public var tiesHead = false

  /// A description with these sizes and the usual choices.
  public init(
    architecture: Architecture = .llama, layers: Int, width: Int, feedForwardWidth: Int,
    queryHeads: Int, kvHeads: Int, headDimension: Int, vocabulary: Int, contextLength: Int
  ) {
    self.architecture = architecture
    self.layers = layers
    self.width = width
    self.feedForwardWidth = feedForwardWidth
    self.queryHeads = queryHeads
    self.kvHeads = kvHeads
    self.headDimension = headDimension
    self.vocabulary = vocabulary
    self.contextLength = contextLength
  }

  /// Which features of queries and keys form a pair.
  public var rotaryLayout: RotaryLayout { architecture.layout }

  /// Whether each head's queries and keys pass a norm of their own before they are turned.
  public var normalizesQueriesAndKeys: Bool { architecture == .qwen3 }
}

// MARK: Tensors

extension ModelDescription {
  /// A tensor that the model has: its name in the file and its extents, fastest first.
  public struct TensorShape: Equatable, Sendable {
    /// The name, such as "blk.0.attn_q.weight".
    public let name: String
    /// The extents: `[inputs, outputs]` for a matrix.
    public let dimensions: [Int]
  }

  /// All tensors of the model in the order in which a token meets them.
  public var tensorShapes: [TensorShape] {
    var shapes = [TensorShape(name: "token_embd.weight", dimensions: [width, vocabulary])]
    if rotary.divisors != nil {
      shapes.append(TensorShape(name: "rope_freqs.weight", dimensions: [headDimension / 2]))
    }
    for layer in 0..<layers { shapes += blockShapes(layer) }
    shapes.append(TensorShape(name: "output_norm.weight", dimensions: [width]))
    if !tiesHead {
      shapes.append(TensorShape(name: "output.weight", dimensions: [width, vocabulary]))
    }
    return shapes
  }

  private func blockShapes(_ layer: Int) -> [TensorShape] {
    let (queries, kvs) = (queryHeads * headDimension, kvHeads * headDimension)
    var shapes: [(String, [Int])] = [
      ("attn_norm.weight", [width]),
      ("attn_q.weight", [width, queries]), ("attn_k.weight", [width, kvs]),
      ("attn_v.weight", [width, kvs]),
    ]
    if hasAttentionBias {
      shapes += [("attn_q.bias", [queries]), ("attn_k.bias", [kvs]), ("attn_v.bias", [kvs])]
    }
    if normalizesQueriesAndKeys {
      shapes += [("attn_q_norm.weight", [headDimension]), ("attn_k_norm.weight", [headDimension])]
    }
    shapes += [
      ("attn_output.weight", [queries, width]), ("ffn_norm.weight", [width]),
      ("ffn_gate.weight", [width, feedForwardWidth]), ("ffn_up.weight", [width, feedForwardWidth]),
      ("ffn_down.weight", [feedForwardWidth, width]),
    ]
    return shapes.map { TensorShape(name: "blk.\(layer).\($0.0)", dimensions: $0.1) }
  }

  /// The number of learned numbers.
  public var parameterCount: Int {
    tensorShapes.filter { $0.name != "rope_freqs.weight" }
      .reduce(0) { $0 + $1.dimensions.reduce(1, *) }
  }
}

// MARK: Writing

extension ModelDescription {
  /// The keys of a file that say all of this.
  public var metadata: [(key: String, value: GGUFValue)] {
    var metadata: [(key: String, value: GGUFValue)] = [
      ("general.architecture", .string(architecture.rawValue)), ("general.type", .string("model")),
      ("general.quantization_version", .uint32(2)),
    ]
    if let name { metadata.append(("general.name", .string(name))) }
    func add(_ key: String, _ size: Int) {
      metadata.append(("\(architecture.rawValue).\(key)", .uint32(UInt32(size))))
    }
    add("block_count", layers)
    add("context_length", contextLength)
    add("embedding_length", width)
    add("feed_forward_length", feedForwardWidth)
    add("attention.head_count", queryHeads)
    add("attention.head_count_kv", kvHeads)
    add("attention.key_length", headDimension)
    add("attention.value_length", headDimension)
    add("vocab_size", vocabulary)
    add("rope.dimension_count", headDimension)
    let prefix = architecture.rawValue
    metadata.append(("\(prefix).attention.layer_norm_rms_epsilon", .float32(Float(eps))))
    return metadata + rotary.metadata(prefix)
  }
}
