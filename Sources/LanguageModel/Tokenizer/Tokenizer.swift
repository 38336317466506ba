/// Texts into tokens and back: byte-level byte-pair encoding.
///
/// A text is searched for special tokens, the rest is cut into words by a rule, and the bytes of each
/// word are merged. Everything works on bytes and Unicode scalars, never on `Character`: what a
/// character is depends on its neighbours, and tokens do not care.
///
/// Qwen's own tokenizer composes accents first (NFC); the file does not ask for it, and as in llama.cpp
/// it is not done here.
public struct Tokenizer: Sendable {
  /// The tokens and what is said about them.
  public let vocabulary: Vocabulary

  private let texts: [Range<Int>]  // of `vocabulary.tokens.bytes`
  private let index: TextIndex
  private let byteTokens: [Int32]  // −1 for a byte without a token
  private let merges: MergeTable
  private let special: SpecialTokens

  /// The number of tokens.
  public var count: Int { vocabulary.count }

  /// The tokenizer of a model's file.
  public init(_ file: GGUFFile) throws(LanguageModelError) {
    do {
      try self.init(Vocabulary(file))
    } catch {
      throw LanguageModelError("\(quoted(path: file.file.path)): \(error)")
    }
  }

  /// The tokenizer of a vocabulary.
  ///
  /// - Throws: If a token stands there twice, or a merge is of texts that are no tokens.
  public init(_ vocabulary: Vocabulary) throws(LanguageModelError) {
    self.vocabulary = vocabulary
    texts = vocabulary.tokens.strings!
    let index = try TextIndex(vocabulary.tokens.bytes, texts)
    self.index = index
    byteTokens = ByteAlphabet.encoded.map { index.find($0) ?? -1 }
    merges = try Tokenizer.mergeTable(vocabulary.merges, index)
    special = SpecialTokens(vocabulary, texts)
  }

  private static func mergeTable(
    _ merges: GGUFArray, _ index: TextIndex
  ) throws(LanguageModelError) -> MergeTable {
    var table = MergeTable(capacity: merges.count)
    let bytes = merges.bytes.span
    var joined: [UInt8] = []
    for (rank, range) in merges.strings!.enumerated() {
      let text = bytes.extracting(range)
      // No token of letters contains a space; a first byte of one would be a token by itself.
      guard let gap = text.indices.dropFirst().first(where: { text[$0] == 32 }) else {
        throw unfit(merges, rank, range)
      }
      let (left, right) = (text.extracting(0..<gap), text.extracting(gap + 1..<text.count))
      joined.removeAll(keepingCapacity: true)
      for i in left.indices { joined.append(left[i]) }
      for i in right.indices { joined.append(right[i]) }
      guard let first = index.find(left), let second = index.find(right),
        let both = index.find(joined)
      else { throw unfit(merges, rank, range) }
      table.insert(first, second, MergeTable.Merge(rank: UInt32(rank), token: both))
    }
    return table
  }

  private static func unfit(
    _ merges: GGUFArray, _ rank: Int, _ range: Range<Int>
  ) -> LanguageModelError {
    let text = quoted(String(decoding: merges.bytes[range], as: UTF8.self))
    return LanguageModelError("merge \(rank), \(text), is not of two tokens that make a third")
  }
}

// MARK: Encoding

extension Tokenizer {
  /// The tokens of a text.
  ///
  /// - Parameters:
  ///   - special: Whether control tokens that are written out in the text, as a chat template does,
  ///     become those tokens. Tokens that the file calls user-defined always do.
  ///   - letters: Stretches of the text, in bytes and in order, in which they do not: what somebody has
  ///     typed into a template.
  ///   - ends: Whether the beginning and end tokens are added if the file wants them; never twice.
  public func encode(
    _ text: String, special: Bool = true, letters: [Range<Int>] = [], ends: Bool = true
  ) -> [Int] {
    var output: [Int] = []
    var merging = BytePairMerging(merges)
    let pieces = self.special.pieces(of: Array(text.utf8), control: special, letters: letters)
    for piece in pieces {
      switch piece {
      case .token(let id): output.append(id)
      case .text(let bytes): encode(bytes, &merging, &output)
      }
    }
    if ends && vocabulary.addsBeginning, let beginning = vocabulary.beginning,
      output.first != beginning
    {
      output.insert(beginning, at: 0)
    }
    if ends && vocabulary.addsEnd, let end = vocabulary.ends.first, output.last != end {
      output.append(end)
    }
    return output
  }

  private func encode(
    _ bytes: ArraySlice<UInt8>, _ merging: inout BytePairMerging, _ output: inout [Int]
  ) {
    let scalars = Array(String(decoding: bytes, as: UTF8.self).unicodeScalars)
    var start = bytes.startIndex
    for word in vocabulary.rule.words(scalars) {
      let length = scalars[word].reduce(0) { $0 + UTF8.width($1) }
      let part = bytes[start..<start + length]
      start += length
      // Llama 3 takes a word that is a token as it is, whatever the merges would make of it.
      if vocabulary.rule == .llama3,
        let id = index.find(part.flatMap { ByteAlphabet.encoded[Int($0)] })
      {
        output.append(Int(id))
      } else {
        merging.merge(part.lazy.map { byteTokens[Int($0)] }, into: &output)
      }
    }
  }

  /// The bytes of a text that the vocabulary has no token for, each once and in order. ``encode(_:special:letters:ends:)``
  /// reads a text without them: as in the `tokenizers` package they are gone before anything is merged, where
  /// llama.cpp merges around them first.
  public func missingBytes(in text: String) -> [UInt8] {
    Set(text.utf8.filter { byteTokens[Int($0)] < 0 }).sorted()
  }
}

// MARK: Decoding

extension Tokenizer {
  /// The bytes that a token stands for; control tokens stand for their own text.
  public func bytes(of token: Int) -> [UInt8] {
    let text = vocabulary.tokens.bytes[texts[token]]
    switch vocabulary.kinds[token] {
    case .control, .userDefined, .unknown: return Array(text)
    case .normal, .unused, .byte: return ByteAlphabet.bytes(of: text) ?? Array(text)
    }
  }

  /// Whether the token is a mark that a reader does not want to see.
  public func isControl(_ token: Int) -> Bool { vocabulary.kinds[token] == .control }

  /// The text of tokens; bytes that are not UTF-8 become U+FFFD.
  ///
  /// - Parameter control: Whether control tokens are written out.
  public func decode(_ tokens: [Int], control: Bool = false) -> String {
    var bytes: [UInt8] = []
    for token in tokens where control || !isControl(token) { bytes += self.bytes(of: token) }
    return String(decoding: bytes, as: UTF8.self)
  }
}
