import Mini

/// What a file says about the model in it: all that changes a result, and no weight.
///
/// It can be read from the header alone, so a plan for a model that no memory holds costs nothing.
@dynamicMemberLookup
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
  }

  /// The family.
  public var architecture = Architecture.llama

  /// What the model calls itself; nil if the file does not say.
  public var name: String?

  /// The sizes and choices of the model, which are read as those of the description too.
  public var configuration: TransformerConfiguration

  /// A size or a choice of the model.
  public subscript<Value>(
    dynamicMember path: KeyPath<TransformerConfiguration, Value>
  ) -> Value { configuration[keyPath: path] }

  /// Which features of queries and keys form a pair.
  public var rotaryLayout: RotaryLayout { architecture.layout }

  /// What a file says about the frequencies of this model.
  package var rotary: RotaryDescription { RotaryDescription(configuration) }
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
  public var tensorShapes: [TensorShape] { tensorShapes(listsDivisors: rotary.divisors != nil) }

  /// The same where it is known whether a tensor lists by what frequencies are divided: it may list ones.
  func tensorShapes(listsDivisors: Bool) -> [TensorShape] {
    var shapes = configuration.shapes.compactMap { name, shape in
      tensorName(of: name).map {
        TensorShape(name: $0, dimensions: name == "embedding" ? shape.reversed() : shape)
      }
    }
    // A tied head is what a token meets first.
    if configuration.tiesHead { shapes.insert(shapes.removeLast(), at: 0) }
    if listsDivisors && architecture == .llama {
      let pairs = configuration.headDimension / 2
      shapes.insert(TensorShape(name: "rope_freqs.weight", dimensions: [pairs]), at: 1)
    }
    return shapes
  }

  /// The name that weights have in a file, by their name in ``Mini/Transformer``; nil if they have none.
  func tensorName(of name: String) -> String? {
    switch name {
    case "embedding": return "token_embd.weight"
    case "finalNorm.gain": return "output_norm.weight"
    case "head.weight": return configuration.tiesHead ? "token_embd.weight" : "output.weight"
    default:
      let parts = name.split(separator: ".", maxSplits: 2).map(String.init)
      guard parts.count == 3, let end = Self.blockNames[parts[2]] else { return nil }
      return "blk.\(parts[1]).\(end)"
    }
  }

  private static let blockNames = [
    "attentionNorm.gain": "attn_norm.weight", "feedForwardNorm.gain": "ffn_norm.weight",
    "attention.query.weight": "attn_q.weight", "attention.query.bias": "attn_q.bias",
    "attention.key.weight": "attn_k.weight", "attention.key.bias": "attn_k.bias",
    "attention.value.weight": "attn_v.weight", "attention.value.bias": "attn_v.bias",
    "attention.queryNorm.gain": "attn_q_norm.weight",
    "attention.keyNorm.gain": "attn_k_norm.weight",
    "attention.output.weight": "attn_output.weight",
    "feedForward.gate.weight": "ffn_gate.weight", "feedForward.up.weight": "ffn_up.weight",
    "feedForward.down.weight": "ffn_down.weight",
  ]
}
