/// The tokens of a byte-level vocabulary as a file lists them: texts, kinds, merges, and what stands at
/// the ends of a text.
public struct Vocabulary: Equatable, Sendable {
  /// What a token is for; the numbers of the format.
  public enum Kind: Int, Sendable {
    case normal = 1
    case unknown = 2
    /// Marks such as the end of a text: recognised only where the caller wants it, and not shown.
    case control = 3
    /// Text that is always one token.
    case userDefined = 4
    case unused = 5
    case byte = 6
  }

  /// The texts in the order of their numbers; those of normal tokens in GPT-2's byte alphabet.
  public var tokens: GGUFArray

  /// The kinds in the same order.
  public var kinds: [Kind]

  /// Pairs of tokens, the two with a space between, in the order in which they are merged.
  public var merges: GGUFArray

  /// How a text is cut into words.
  public var rule: PreTokenizer

  /// The token that begins a text, if there is one.
  public var beginning: Int?

  /// The tokens after which a model stops, the file's own end first.
  public var ends: [Int]

  /// Whether a text gets the beginning token.
  public var addsBeginning = false

  /// Whether a text gets the end token.
  public var addsEnd = false

  /// How messages become a text, in Jinja; nil if the file does not say.
  public var chatTemplate: String?

  /// The number of tokens.
  public var count: Int { tokens.count }

  /// The 256 bytes, each with its value as its number, and a control token 256 that ends a text. There
  /// are no merges. The rule only cuts texts, which changes no token here.
  public static let bytes = Vocabulary(
    tokens: GGUFArray(ByteAlphabet.encoded + [Array("<|endoftext|>".utf8)]),
    kinds: [Kind](repeating: .normal, count: 256) + [.control], merges: GGUFArray([String]()),
    rule: .gpt2, beginning: 256, ends: [256])

  /// Whole words, each a token as a text has it, in GPT-2's byte alphabet; the rule takes a word that is
  /// a token as it is, so that nothing is merged. One of them is a mark that every text begins with.
  public static func words(_ words: [String], beginning: Int) -> Vocabulary {
    var kinds = [Kind](repeating: .normal, count: words.count)
    kinds[beginning] = .control
    return Vocabulary(
      tokens: GGUFArray(words), kinds: kinds, merges: GGUFArray([String]()), rule: .llama3,
      beginning: beginning, ends: [], addsBeginning: true)
  }
}

// MARK: Reading

extension Vocabulary {
  /// The vocabulary of a model's file.
  ///
  /// - Throws: If it is of another kind than byte-level BPE, if its lists do not fit together, or if a
  ///   key asks for something that is not done here.
  public init(_ file: GGUFFile) throws(LanguageModelError) {
    let keys = KeyReader(file)
    let model = try keys.text("tokenizer.ggml.model")
    guard model == "gpt2" else {
      throw LanguageModelError(
        "the vocabulary is of the kind \(quoted(model)); only byte-level BPE, \(quoted("gpt2")), "
          + "is read")
    }
    guard let pre = try keys.optionalText("tokenizer.ggml.pre") else {
      throw LanguageModelError(
        "the key “tokenizer.ggml.pre” is missing, so nobody knows how a text is cut into words")
    }
    guard let rule = PreTokenizer(name: pre) else {
      let known = PreTokenizer.allCases.map(\.name).joined(separator: ", ")
      throw LanguageModelError(
        "texts are cut into words by the rule \(quoted(pre)), which is not known here; \(known) are"
      )
    }
    try Vocabulary.refuseWhatIsNotDone(keys)
    self.rule = rule
    tokens = try keys.strings("tokenizer.ggml.tokens")
    guard (1...Int(Int32.max)).contains(tokens.count) else {
      throw LanguageModelError("the vocabulary has \(tokens.count) tokens")
    }
    merges = try keys.strings("tokenizer.ggml.merges")
    kinds = try Vocabulary.kinds(keys, tokens.count)
    chatTemplate = try keys.optionalText("tokenizer.chat_template")

    beginning = try keys.token("bos", of: tokens.count)
    ends = []
    for name in ["eos", "eot", "eom"] {
      if let id = try keys.token(name, of: tokens.count), !ends.contains(id) { ends.append(id) }
    }
    // Many files name only one of the tokens that end an answer.
    for (id, range) in tokens.strings!.enumerated() where kinds[id] == .control {
      let text = String(decoding: tokens.bytes[range], as: UTF8.self)
      if Vocabulary.endTexts.contains(text) && !ends.contains(id) { ends.append(id) }
    }
    // Llama 3's texts begin with their mark unless the file says otherwise.
    addsBeginning = try keys.optionalBool("tokenizer.ggml.add_bos_token") ?? (rule == .llama3)
    addsEnd = try keys.optionalBool("tokenizer.ggml.add_eos_token") ?? false
    if addsBeginning && beginning == nil {
      throw LanguageModelError("texts are to begin with a token that the file does not name")
    }
    if addsEnd && ends.isEmpty {
      throw LanguageModelError("texts are to end with a token that the file does not name")
    }
  }

  /// Control tokens with these texts end an answer, whatever the keys say.
  private static let endTexts: Set<String> = [
    "<|endoftext|>", "<|end_of_text|>", "<|im_end|>", "<|eot_id|>", "<|eom_id|>", "<|end|>", "</s>",
  ]

  private static func kinds(
    _ keys: KeyReader, _ count: Int
  ) throws(LanguageModelError) -> [Kind] {
    guard let numbers = try keys.optionalIntegers("tokenizer.ggml.token_type") else {
      return [Kind](repeating: .normal, count: count)
    }
    guard numbers.count == count else {
      throw LanguageModelError("there are \(count) tokens and \(numbers.count) kinds of tokens")
    }
    var kinds: [Kind] = []
    kinds.reserveCapacity(count)
    for (id, number) in numbers.enumerated() {
      guard let kind = Kind(rawValue: number) else {
        throw LanguageModelError("token \(id) is of the kind \(number); there are 1 to 6")
      }
      kinds.append(kind)
    }
    return kinds
  }

  /// Keys that change the tokens of a text and are not followed here.
  private static func refuseWhatIsNotDone(_ keys: KeyReader) throws(LanguageModelError) {
    for key in [
      "add_space_prefix", "add_sep_token", "remove_extra_whitespaces", "normalizer.lowercase",
      "normalizer.strip_accents",
    ] where try keys.optionalBool("tokenizer.ggml.\(key)") == true {
      throw LanguageModelError("the key “tokenizer.ggml.\(key)” is true, which is not done here")
    }
    for key in ["precompiled_charsmap", "suppress_tokens"] {
      if case .array(let array)? = keys.file["tokenizer.ggml.\(key)"], array.count > 0 {
        throw LanguageModelError(
          "the key “tokenizer.ggml.\(key)” is there, which is not followed here")
      }
    }
  }
}

extension KeyReader {
  /// The number of the token that the file uses for this purpose.
  fileprivate func token(_ name: String, of count: Int) throws(LanguageModelError) -> Int? {
    let key = "tokenizer.ggml.\(name)_token_id"
    guard let id = try optionalInteger(key) else { return nil }
    guard (0..<count).contains(id) else {
      throw LanguageModelError("the key \(quoted(key)) is \(id), but there are \(count) tokens")
    }
    return id
  }
}

// MARK: Writing

extension Vocabulary {
  /// The keys of a file that say all of this.
  public var metadata: [(key: String, value: GGUFValue)] {
    var metadata: [(key: String, value: GGUFValue)] = [
      ("tokenizer.ggml.model", .string("gpt2")),
      ("tokenizer.ggml.pre", .string(rule.name)),
      ("tokenizer.ggml.tokens", .array(tokens)),
      ("tokenizer.ggml.token_type", .array(GGUFArray(kinds.map { Int32($0.rawValue) }))),
      ("tokenizer.ggml.merges", .array(merges)),
    ]
    if let beginning {
      metadata.append(("tokenizer.ggml.bos_token_id", .uint32(UInt32(beginning))))
    }
    for (name, id) in zip(["eos", "eot", "eom"], ends) {
      metadata.append(("tokenizer.ggml.\(name)_token_id", .uint32(UInt32(id))))
    }
    metadata.append(("tokenizer.ggml.add_bos_token", .bool(addsBeginning)))
    metadata.append(("tokenizer.ggml.add_eos_token", .bool(addsEnd)))
    if let chatTemplate { metadata.append(("tokenizer.chat_template", .string(chatTemplate))) }
    return metadata
  }
}
