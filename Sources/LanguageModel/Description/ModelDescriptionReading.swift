import Mini

extension ModelDescription {
  /// What the header of a file says.
  ///
  /// Nothing that changes a result is passed over: a key of the architecture that is not applied here
  /// must have the value that means nothing, and every tensor must be one that is used.
  ///
  /// - Throws: A sentence about the first thing that is missing, impossible or not done here.
  public init(_ file: GGUFFile) throws(LanguageModelError) {
    do {
      try self.init(reading: file)
    } catch {
      throw LanguageModelError("\(quoted(path: file.file.path)): \(error)")
    }
  }

  init(reading file: GGUFFile) throws(LanguageModelError) {
    let keys = KeyReader(file)
    // Later parts of a split model have no architecture.
    try ModelDescription.refuseOtherKindsOfFiles(keys)
    let architecture = try ModelDescription.architecture(keys)
    try ModelDescription.refuseUnreadTypes(file)
    let prefix = architecture.rawValue

    let layers = try keys.size("\(prefix).block_count")
    let contextLength = try keys.size("\(prefix).context_length")
    let width = try keys.size("\(prefix).embedding_length")
    let feedForwardWidth = try keys.sizeForAllLayers("\(prefix).feed_forward_length", layers)
    let queryHeads = try keys.sizeForAllLayers("\(prefix).attention.head_count", layers)
    let kvHeads =
      file["\(prefix).attention.head_count_kv"] == nil
      ? queryHeads : try keys.sizeForAllLayers("\(prefix).attention.head_count_kv", layers)
    guard queryHeads % kvHeads == 0 else {
      throw LanguageModelError(
        "\(queryHeads) query heads cannot share \(kvHeads) kv heads evenly")
    }
    var sizes = TransformerConfiguration()
    (sizes.layers, sizes.width, sizes.feedForwardWidth) = (layers, width, feedForwardWidth)
    (sizes.queryHeads, sizes.kvHeads, sizes.contextLength) = (queryHeads, kvHeads, contextLength)
    sizes.ownHeadDimension = try ModelDescription.headDimension(keys, prefix, width, queryHeads)
    sizes.vocabulary = try ModelDescription.vocabulary(file, keys, prefix)
    sizes.eps = try keys.positive("\(prefix).attention.layer_norm_rms_epsilon")
    sizes.tiesHead = file.tensor("output.weight") == nil
    sizes.attentionBias = file.tensor("blk.0.attn_q.bias") != nil
    var rotary = try RotaryDescription(keys, prefix, contextLength: contextLength)
    if architecture == .llama {
      rotary.divisors = try ModelDescription.divisors(file, pairs: sizes.headDimension / 2)
    }
    self.init(architecture, sizes, rotary)
    name = try keys.optionalText("general.name")
    try ModelDescription.refuseWhatIsNotDone(keys, prefix, contextLength: contextLength)
    try checkTensors(file)
  }

  private static func architecture(
    _ keys: KeyReader
  ) throws(LanguageModelError) -> Architecture {
    let name = try keys.text("general.architecture")
    guard let architecture = Architecture(rawValue: name) else {
      let known = Architecture.allCases.map(\.rawValue).joined(separator: ", ")
      throw LanguageModelError(
        "the model is of the architecture \(quoted(name)), which is not read; \(known) are")
    }
    return architecture
  }

  private static func refuseOtherKindsOfFiles(_ keys: KeyReader) throws(LanguageModelError) {
    if let type = try keys.optionalText("general.type"), type != "model" {
      throw LanguageModelError("the file holds \(quoted(type)), not a model")
    }
    if let count = try keys.optionalInteger("split.count"), count != 1 {
      let number = try keys.optionalInteger("split.no").map { " \($0 + 1)" } ?? ""
      throw LanguageModelError(
        "the file is part\(number) of \(count) of a split model; join the parts first")
    }
    // The layout of blocks has changed once, before GGUF.
    if let version = try keys.optionalInteger("general.quantization_version"), version != 2 {
      throw LanguageModelError("the blocks are of version \(version); only version 2 is read")
    }
  }

  private static func refuseUnreadTypes(_ file: GGUFFile) throws(LanguageModelError) {
    guard let tensor = file.headers.first(where: { $0.kind == nil }) else { return }
    let known = BlockKind.allCases.map(\.name).joined(separator: ", ")
    throw LanguageModelError(
      "tensor \(quoted(tensor.name)) has the type \(tensor.typeName), which is not read; \(known) are"
    )
  }

  private static func headDimension(
    _ keys: KeyReader, _ prefix: String, _ width: Int, _ queryHeads: Int
  ) throws(LanguageModelError) -> Int {
    let own = try keys.optionalSize("\(prefix).attention.key_length")
    if own == nil && width % queryHeads != 0 {
      throw LanguageModelError("a width of \(width) cannot be cut into \(queryHeads) equal heads")
    }
    let length = own ?? width / queryHeads
    for key in ["attention.value_length", "rope.dimension_count"] {
      if let other = try keys.optionalSize("\(prefix).\(key)"), other != length {
        throw LanguageModelError(
          "the key “\(prefix).\(key)” is \(other); only heads of one length, \(length), that are "
            + "turned as a whole are read")
      }
    }
    guard length % 2 == 0 else {
      throw LanguageModelError("heads of \(length) features cannot be turned in pairs")
    }
    return length
  }

  /// The rows of the embedding, with which the key and the list of tokens must agree.
  private static func vocabulary(
    _ file: GGUFFile, _ keys: KeyReader, _ prefix: String
  ) throws(LanguageModelError) -> Int {
    if file.headers.isEmpty {
      throw LanguageModelError("the file has no weights: it holds a vocabulary at most")
    }
    guard let embedding = file.tensor("token_embd.weight"), embedding.dimensions.count == 2 else {
      throw LanguageModelError("the embedding, a matrix “token_embd.weight”, is missing")
    }
    let rows = embedding.dimensions[1]
    if let size = try keys.optionalSize("\(prefix).vocab_size"), size != rows {
      throw LanguageModelError("the embedding has \(rows) rows for a vocabulary of \(size)")
    }
    if case .array(let tokens)? = file["tokenizer.ggml.tokens"], tokens.count != rows {
      throw LanguageModelError(
        "the embedding has \(rows) rows for a list of \(tokens.count) tokens")
    }
    return rows
  }

  /// By what the frequency of each pair is divided, if a tensor lists it.
  private static func divisors(
    _ file: GGUFFile, pairs: Int
  ) throws(LanguageModelError) -> [Float]? {
    guard let divisors = file.tensor("rope_freqs.weight"), divisors.dimensions == [pairs] else {
      return nil
    }
    let numbers = Array(file.numbers(of: divisors).scalars)
    guard numbers.allSatisfy({ $0 > 0 && $0.isFinite }) else {
      throw LanguageModelError("“rope_freqs.weight” holds numbers that are not above 0")
    }
    return numbers
  }

  /// Each tensor is there, has its shape and is used.
  private func checkTensors(_ file: GGUFFile) throws(LanguageModelError) {
    // A model without tensors for its layers would make a list as long as it likes.
    guard configuration.layers <= file.tensors.count else {
      throw LanguageModelError(
        "the file has \(file.tensors.count) tensors for \(configuration.layers) layers")
    }
    let divisors = file.tensor("rope_freqs.weight")?.dimensions
    let shapes = tensorShapes(listsDivisors: divisors == [configuration.headDimension / 2])
    for shape in shapes {
      guard let tensor = file.tensor(shape.name) else {
        throw LanguageModelError("the tensor \(quoted(shape.name)) is missing")
      }
      guard tensor.dimensions == shape.dimensions else {
        throw LanguageModelError(
          "the tensor \(quoted(shape.name)) has the extents \(tensor.dimensions) where "
            + "\(shape.dimensions) belong")
      }
    }
    let used = Set(shapes.map(\.name))
    if let other = file.tensors.first(where: { !used.contains($0.name) }) {
      throw LanguageModelError(
        "the tensor \(quoted(other.name)) has no place in a \(architecture.rawValue) model as it "
          + "is computed here, and leaving it out would change the results")
    }
  }
}

// MARK: Keys that must mean nothing

extension ModelDescription {
  /// Keys that are read above, or that change nothing.
  private static let understood: Set<String> = [
    "block_count", "context_length", "embedding_length", "feed_forward_length", "vocab_size",
    "attention.head_count", "attention.head_count_kv", "attention.key_length",
    "attention.value_length", "attention.layer_norm_rms_epsilon", "rope.dimension_count",
    "rope.freq_base", "rope.scale_linear", "rope.scaling.type", "rope.scaling.factor",
    "rope.scaling.attn_factor", "rope.scaling.yarn_attn_factor",
    "rope.scaling.original_context_length",
    "rope.scaling.yarn_beta_fast", "rope.scaling.yarn_beta_slow",
    "rope.scaling.finetuned",  // tells how the model came about
  ]

  /// Keys that ask for something that is not done here unless they have one of these values.
  private static let neutral: [String: (values: [GGUFValue], meaning: String)] = [
    "expert_count": ([.uint32(0)], "experts"),
    "expert_used_count": ([.uint32(0)], "experts"),
    "attention.causal": ([.bool(true)], "attention in both directions"),
    "use_parallel_residual": ([.bool(false)], "layers beside each other"),
    "attention.clamp_kqv": ([.float32(0)], "clamped queries, keys and values"),
    "attention.max_alibi_bias": ([.float32(0)], "a bias for distance"),
    "attn_logit_softcapping": ([.float32(0)], "capped scores"),
    "final_logit_softcapping": ([.float32(0)], "capped logits"),
    "logit_scale": ([.float32(1), .float32(0)], "scaled logits"),
    "residual_scale": ([.float32(1), .float32(0)], "scaled residuals"),
    "embedding_scale": ([.float32(1), .float32(0)], "scaled embeddings"),
    "attention.scale": ([.float32(0)], "a scale of its own for scores"),
    "pooling_type": ([.uint32(0)], "pooled outputs"),
    "rope.scaling.yarn_ext_factor": ([.float32(1)], "a YaRN of its own"),
    "rope.scaling.yarn_log_multiplier": ([.float32(0)], "a YaRN of its own"),
    "tensor_data_layout": ([.string("Meta AI original pth")], "another order of weights"),
  ]

  private static func refuseWhatIsNotDone(
    _ keys: KeyReader, _ prefix: String, contextLength: Int
  ) throws(LanguageModelError) {
    let start = prefix + "."
    for (key, value) in keys.file.metadata where key.utf8.starts(with: start.utf8) {
      let name = String(decoding: key.utf8.dropFirst(start.utf8.count), as: UTF8.self)
      if understood.contains(name) { continue }
      if name == "attention.sliding_window" {
        // Some files give a window that no text of the model outgrows.
        guard let window = value.integer, window == 0 || window >= contextLength else {
          throw LanguageModelError(
            "the key \(quoted(key)) asks for a window, which is not done here")
        }
      } else if let (values, meaning) = neutral[name] {
        guard values.contains(value) else {
          throw LanguageModelError(
            "the key \(quoted(key)) asks for \(meaning), which is not done here")
        }
      } else {
        throw LanguageModelError(
          "the key \(quoted(key)) is not known here, and passing over it might change the results")
      }
    }
  }
}

extension KeyReader {
  /// A size that a file may give once or for each layer; layers of different sizes are not read.
  fileprivate func sizeForAllLayers(_ key: String, _ layers: Int) throws(LanguageModelError) -> Int
  {
    guard case .array? = file[key], let sizes = try optionalIntegers(key) else {
      return try size(key)
    }
    guard sizes.count == layers, let first = sizes.first, Set(sizes).count == 1, first > 0 else {
      throw LanguageModelError(
        "the key \(quoted(key)) gives layers different sizes, which is not done here")
    }
    return first
  }
}
