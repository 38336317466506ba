import Foundation
import Testing

@testable import LanguageModel

/// Tokens against the `tokenizers` library: `Reference/tokens.py` wrote `Reference/tokens.json`.
struct TokenReference: Decodable {
  var tokens: [String]
  var kinds: [Int]
  var merges: [String]
  var texts: [String]
  var ids: [String: [[Int]]]

  static func load() throws -> TokenReference {
    try JSONDecoder().decode(TokenReference.self, from: reference("tokens.json"))
  }

  func vocabulary(_ rule: PreTokenizer) -> Vocabulary {
    Vocabulary(
      tokens: GGUFArray(tokens), kinds: kinds.map { Vocabulary.Kind(rawValue: $0)! },
      merges: GGUFArray(merges), rule: rule, beginning: 1, ends: [0])
  }
}

@Suite struct TokenizerTests {
  private let known: TokenReference

  init() throws {
    known = try TokenReference.load()
  }

  @Test(arguments: PreTokenizer.allCases) func tokensAreThoseOfTheLibrary(rule: PreTokenizer) throws
  {
    let tokenizer = try Tokenizer(known.vocabulary(rule))
    let expected = try #require(known.ids[rule.name])
    for (text, ids) in zip(known.texts, expected) {
      #expect(tokenizer.encode(text) == ids, "\(text.debugDescription)")
    }
  }

  /// Decoding gives back the bytes of the text that have tokens, whole and token by token.
  @Test(arguments: PreTokenizer.allCases) func decodingGivesTheTextBack(rule: PreTokenizer) throws {
    let tokenizer = try Tokenizer(known.vocabulary(rule))
    for text in known.texts {
      let ids = tokenizer.encode(text)
      let missing = tokenizer.missingBytes(in: text)
      let kept = text.utf8.filter { !missing.contains($0) }
      #expect(ids.flatMap { tokenizer.bytes(of: $0) } == kept)
      var stream = StreamingDecoder(tokenizer, control: true)
      let streamed = ids.reduce(into: "") { $0 += stream.append($1) } + stream.finish()
      #expect(Array(streamed.utf8) == Array(tokenizer.decode(ids, control: true).utf8))
    }
  }

  @Test func bytesWithoutATokenAreNamed() throws {
    let tokenizer = try Tokenizer(known.vocabulary(.gpt2))
    #expect(tokenizer.missingBytes(in: "a\u{1D}b\u{4}\u{4}") == [0x04, 0x1D])
    #expect(tokenizer.missingBytes(in: "\u{40000}") == [0xF1])
    #expect(tokenizer.missingBytes(in: "plain") == [])
    #expect(tokenizer.encode("\u{4}") == [])
  }

  @Test func controlTokensAreRecognisedOnDemand() throws {
    let tokenizer = try Tokenizer(known.vocabulary(.gpt2))
    #expect(tokenizer.encode("<|im_start|>") == [1])
    #expect(tokenizer.encode("<|im_start|>", special: false).count > 1)
    #expect(tokenizer.encode("[USER]", special: false) == [625])  // user-defined: always one token
    #expect(tokenizer.encode("[USER] [USER][USER]", special: false) == [626, 625])  // longest first
    #expect(tokenizer.decode([1, 5, 0]) == tokenizer.decode([5]))
    #expect(tokenizer.decode([1], control: true) == "<|im_start|>")
  }

  /// What somebody has typed into a template cannot end his turn or begin another.
  @Test func marksInWhatIsTypedAreLetters() throws {
    let tokenizer = try Tokenizer(known.vocabulary(.gpt2))
    let mark = "<|im_start|>"
    let text = mark + "the" + mark + "the" + mark
    let typed = mark.utf8.count + 3..<2 * mark.utf8.count + 6
    let ids = tokenizer.encode(text, letters: [typed])
    #expect(ids.first == 1 && ids.last == 1 && ids.filter { $0 == 1 }.count == 2)
    #expect(tokenizer.decode(ids, control: true) == text)
    // A mark that is half typed is none, and a stretch of user-defined text is a token all the same.
    for length in 1..<mark.utf8.count {
      #expect(!tokenizer.encode(mark, letters: [0..<length]).contains(1))
      #expect(!tokenizer.encode(mark, letters: [length..<mark.utf8.count]).contains(1))
    }
    #expect(tokenizer.encode("[USER]", letters: [0..<6]) == [625])
    #expect(tokenizer.encode(mark + mark, letters: [0..<mark.utf8.count]).last == 1)
    // Nothing but marks depends on who has typed it: words reach over the border as they always did.
    for (text, ids) in zip(known.texts, known.ids["gpt-2"]!)
    where !ids.contains(where: { $0 < 3 }) {
      let half = text.utf8.count / 2
      #expect(tokenizer.encode(text, letters: half > 0 ? [0..<half] : []) == ids)
    }
  }

  /// Every class of a scalar is looked at a few times, however long a run is: counted, not timed.
  @Test(
    arguments: PreTokenizer.allCases,
    ["1", "a", " ", "-", "\n", "'s", "1a", " \n", "a 1-", "  1"])
  func cuttingIsLinear(rule: PreTokenizer, unit: String) {
    func looks(_ count: Int) -> Int {
      let scalars = Array(String(repeating: unit, count: count).unicodeScalars)
      let classes = CountedClasses(scalars.map(ScalarClass.init))
      #expect(rule.words(scalars, classes) == rule.words(scalars))
      return classes.count
    }
    let (once, twice) = (looks(1000), looks(2000))
    #expect(twice <= 2 * once + 10)
    #expect(twice <= 16 * 2000 * unit.unicodeScalars.count)
  }

  private final class CountedClasses: ScalarClasses {
    private let classes: [ScalarClass]
    private(set) var count = 0
    init(_ classes: [ScalarClass]) { self.classes = classes }
    subscript(_ i: Int) -> ScalarClass {
      count += 1
      return classes[i]
    }
  }

  @Test func endsAreAddedOnceAndOnlyIfTheFileWantsThem() throws {
    var vocabulary = known.vocabulary(.gpt2)
    let plain = try Tokenizer(vocabulary).encode("the")
    vocabulary.addsBeginning = true
    vocabulary.addsEnd = true
    let tokenizer = try Tokenizer(vocabulary)
    #expect(tokenizer.encode("the") == [1] + plain + [0])
    #expect(tokenizer.encode("<|im_start|>the<|endoftext|>") == [1] + plain + [0])
    #expect(tokenizer.encode("the", ends: false) == plain)
    #expect(tokenizer.encode("") == [1, 0])
  }

  /// A text that is read as `Character` would be the same text: é in one scalar and in two.
  @Test func equivalentTextsAreDifferentTokens() throws {
    let vocabulary = Vocabulary(
      tokens: GGUFArray(ByteAlphabet.encoded),
      kinds: [Vocabulary.Kind](repeating: .normal, count: 256),
      merges: GGUFArray([String]()), rule: .gpt2, beginning: nil, ends: [])
    let tokenizer = try Tokenizer(vocabulary)
    #expect(tokenizer.encode("\u{E9}") == [0xC3, 0xA9])
    #expect(tokenizer.encode("e\u{301}") == [0x65, 0xCC, 0x81])
    #expect(tokenizer.encode("\r\n") == [13, 10])
    // Ä as one scalar and as two are two tokens and no duplicate.
    var two = Vocabulary.bytes
    two.tokens = GGUFArray(ByteAlphabet.encoded + [Array("A\u{308}".utf8)])
    #expect(throws: Never.self) { try Tokenizer(two) }
  }

  @Test func aWordOfAMillionLettersTakesNoTime() throws {
    let tokenizer = try Tokenizer(known.vocabulary(.llama3))
    let spaces = try Tokenizer(known.vocabulary(.gpt2))
    let text = String(repeating: "then", count: 250_000)
    let time = ContinuousClock().measure {
      let ids = tokenizer.encode(text)
      #expect(tokenizer.decode(ids) == text)
      #expect(!spaces.encode(String(repeating: " ", count: 300_000)).isEmpty)
    }
    #expect(time < .seconds(30))
  }

  @Test func theVocabularyOfBytesIsBytes() throws {
    let tokenizer = try Tokenizer(.bytes)
    let text = "Größe, 字!\u{0}\n"
    #expect(tokenizer.encode(text) == text.utf8.map(Int.init))
    #expect(tokenizer.decode(tokenizer.encode(text)) == text)
    #expect(tokenizer.encode("<|endoftext|>") == [256])
  }
}

@Suite struct BytePairMergingTests {
  /// The rule as one reads it: look at all pairs, merge the best, begin again.
  private func slow(_ tokens: [Int32], _ table: MergeTable) -> [Int] {
    var tokens = tokens.filter { $0 >= 0 }
    while true {
      let merges = zip(tokens, tokens.dropFirst()).map { table.find($0, $1) }
      let best = merges.indices.filter { merges[$0] != nil }
        .min { (merges[$0]!.rank, $0) < (merges[$1]!.rank, $1) }
      guard let best else { return tokens.map(Int.init) }
      tokens.replaceSubrange(best...best + 1, with: [merges[best]!.token])
    }
  }

  @Test func mergesAreThoseOfTheSlowWay() {
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<200 {
      var table = MergeTable(capacity: 40)
      for rank in 0..<40 {
        let merge = MergeTable.Merge(
          rank: UInt32(rank), token: .random(in: 0..<12, using: &generator))
        table.insert(
          .random(in: 0..<12, using: &generator), .random(in: 0..<12, using: &generator), merge)
      }
      var merging = BytePairMerging(table)
      for _ in 0..<5 {
        let word = (0..<Int.random(in: 0...30)).map { _ in Int32.random(in: -1..<12) }
        var fast: [Int] = []
        merging.merge(word, into: &fast)
        #expect(fast == slow(word, table), "\(word)")
      }
    }
  }

  @Test func aHeapGivesNumbersInOrder() {
    var heap = MinimumHeap()
    let numbers = (0..<1000).map { _ in UInt64.random(in: 0..<300) }
    for number in numbers { heap.insert(number) }
    var sorted: [UInt64] = []
    while let number = heap.popMinimum() { sorted.append(number) }
    #expect(sorted == numbers.sorted())
  }
}

@Suite struct ByteAlphabetTests {
  @Test func everyByteHasALetterOfItsOwn() {
    #expect(Set(ByteAlphabet.letters).count == 256)
    #expect(ByteAlphabet.letters[32] == "Ġ")
    #expect(ByteAlphabet.letters[10] == "Ċ")
    #expect(ByteAlphabet.letters[65] == "A")
    for byte in UInt8.min...UInt8.max {
      #expect(ByteAlphabet.bytes(of: ByteAlphabet.encoded[Int(byte)]) == [byte])
    }
  }

  @Test func otherLettersStandForNothing() {
    for text in ["字", " ", "\n", "\u{A0}", "\u{AD}", "\u{144}", "\u{7FF}", "aĠ\u{200D}"] {
      #expect(ByteAlphabet.bytes(of: text.utf8) == nil)
    }
    #expect(ByteAlphabet.bytes(of: [0xC4]) == nil)  // half a letter
    #expect(ByteAlphabet.bytes(of: [0xC4, 0x41]) == nil)
  }
}
