import Base
import Experiments
import KVCacheExperiments
import ExerciseCases
import Mini
import Notebook
import Workbench

/// The KV cache: what a model computes again for every new token, what may be kept instead, and
/// what keeping it costs.
@main
struct KVCacheChapter: WorkbenchChapter {
  let program = "chapter-kv-cache"
  let title = "The KV cache"
  let next: NextChapter? = NextChapter("chapter-gqa", "From multi-head to grouped-query attention")

  let introduction = """
    A language model that writes reads its whole text again for every token, unless it keeps what it has
    computed.

    \(KVCacheChapter.marks)
    """

  @Knob("the text to continue, in words of the small language or any bytes") var prompt = Prompt(
    "Time flies")
  @Knob("how many tokens to write after the prompt", .in(1...256)) var newTokens = 32
  @Knob("places in the cache, tokens", .in(1...1024)) var capacity = 512
  @Knob("layers; what happens from the second one on matters", .in(2...8)) var layers = 3
  @Knob("width of the model, features of a token", .in(32...512)) var modelWidth = 192
  @Knob("query heads; they divide the width", .in(1...64)) var queryHeads = 6
  @Knob("kv heads; they divide the query heads", .in(1...64)) var kvHeads = 6
  @Knob("section 6: how many tokens to write with a watch", .in(64...1024)) var timedTokens = 256
  @Knob("section 9: tokens that a windowed cache keeps", .in(1...256)) var window = 16
  @Knob("section 9: how many of them are the first ones", .in(0...255)) var sinks = 4
  @Knob("section 10: tokens in a page", .in(1...256)) var pageLength = 16
  @Knob(ModelOption.about) var model = ModelOption()

  let claims = [
    Claim(
      "K1", "Of all that a step of generation computes, only the last token's result is used.",
      .shown),
    Claim(
      "K2", "This is inefficient, and a look inside attention shows where the redundancy is.",
      .shownInPart(
        """
        it is inefficient; but attention shows a part of the redundancy only, since most of what is computed
        again lies in the feed-forward layers
        """)),
    Claim(
      "K3",
      """
      A model writes one token at a time; with the new token the text of the next round is one
      longer.
      """, .shown),
    Claim(
      "K4",
      """
      The key and value vectors of “Time” and “flies” are exactly the same in the next round, so it
      is wasteful to compute them again.
      """,
      .shownInPart("if the mask is causal, nothing is random and the tokens keep their positions"),
      corrections: ["E10"]),
    Claim("K5", "“Time” and “flies” are computed again in every step of the generation.", .shown),
    Claim(
      "K6",
      "A KV cache keeps the keys and values that were computed and avoids computing them again.",
      .shown
    ),
    Claim(
      "K7", "The longer the text, the more the benefits and the downsides of a cache show.", .shown,
      corrections: ["E11"]),
  ]

  let corrections = [
    Correction(
      "E10", notes: "keys and values of the first two tokens “are exactly the same”.",
      right: """
        they are if the mask is causal, nothing is random (no dropout), and the tokens stay at their positions. In a
        bidirectional model it is true of the first layer only.
        """),
    Correction(
      "E11", .missing,
      notes:
        "Benefits and downsides become more pronounced “in the following ways:”, then nothing.",
      right: """
        with a cache a step of attention is linear in the length and the whole text quadratic; without one,
        quadratic and cubic. The price is memory.
        """),
  ]

  var sections: [Section] {
    [
      loop, redundancy, sameKeys, cachedGeneration, countedWork, time, memorySection, growing,
      windows,
      pagesAndEightBits, sharedBeginning, mistakes, trainedModel, realWeights,
    ]
  }

  func studies(seeds: [UInt64]) -> [Study] {
    [.caches(seeds: seeds)]
  }

  let readOn = [
    """
    Raschka, 2025, *Understanding and Coding the KV Cache in LLMs from Scratch*: the page that this
    part of the notes follows, with code in Python and its speed before and after.
    """,
    """
    Pope et al., 2022, *Efficiently Scaling Transformer Inference*, arXiv 2211.05102: prefill and
    decode, and what limits each.
    """,
    """
    Kwon et al., 2023, *Efficient Memory Management for Large Language Model Serving with
    PagedAttention*, arXiv 2309.06180: caches in pages.
    """,
    """
    Xiao et al., 2023, *Efficient Streaming Language Models with Attention Sinks*, arXiv 2309.17453:
    why the first tokens must stay.
    """,
    """
    Jiang et al., 2023, *Mistral 7B*, arXiv 2310.06825, sec. 2: a sliding window in a rolling
    buffer.
    """,
    """
    Liu et al., 2024, *KIVI*, arXiv 2402.02750: keys per channel and values per token, in two bits.
    """,
    """
    Dao et al., 2022, *FlashAttention*, arXiv 2205.14135: attention in pieces, counted in bytes that move.
    """,
    """
    `swift run chapter-gqa`: the other way to a smaller cache, fewer kv heads.
    """,
  ]

  let references = [
    Reference("Pope et al., 2022", arXiv: "2211.05102"),
    Reference("Kwon et al., 2023", arXiv: "2309.06180"),
    Reference("Xiao et al., 2023", arXiv: "2309.17453"),
    Reference("Jiang et al., 2023", arXiv: "2310.06825"),
    Reference("Liu et al., 2024", arXiv: "2402.02750"),
    Reference("Dao et al., 2022", arXiv: "2205.14135"),
    Reference("Milakov and Gimelshein, 2018", arXiv: "1805.02867"),
    Reference(
      "Raschka, 2025",
      at: "https://magazine.sebastianraschka.com/p/coding-the-kv-cache-in-llms"
    ),
  ]

  var exercises: [Exercise] { Part.exercises(of: program) }

  let thingsToTry = [
    """
    `swift run chapter-kv-cache --section 4 --prompt "Fruit flies"`: a word that the trained model does not
    have. Bytes and random weights take its place: another text, the same zeros.
    """,
    """
    `swift run chapter-kv-cache --section 13 --prompt "Mia has the red ball. Who has the ball?"`: the
    trained model answers. Tell it that somebody takes the ball, and ask again.
    """,
    """
    `swift run chapter-kv-cache --section 6 --model-width 384`: larger matrices. What becomes of the
    ratio of the times?
    """,
    """
    `swift run chapter-kv-cache --section 7 --kv-heads 2`: a third of the cache, and about three
    times the length before it outgrows the weights.
    """,
  ]

  func checkKnobs() throws {
    var advice = KnobAdvice()
    advice.addHeads(query: queryHeads, kv: kvHeads)
    let step = 2 * queryHeads
    if modelWidth % step != 0 {
      advice.add(
        "a model width of \(modelWidth) cannot be cut into \(counted(queryHeads, "head")) with an even "
          + "number of features",
        choose: "--model-width \(min(512 / step, modelWidth / step + 1) * step) "
          + "or another multiple of \(step)")
    }
    if sinks >= window {
      advice.add(
        "a window of \(counted(window, "token")) has no place for a recent one beside "
          + "\(counted(sinks, "sink"))",
        choose: "--window \(sinks + 1) or more")
    }
    let (count, largest) = (prompt.bytes.count, 1024)
    let needed = count + newTokens - 1  // the last new token is not read
    if needed > capacity {
      let places = needed <= largest ? "--capacity \(needed) or more" : "--capacity \(largest)"
      let problem =
        "\(counted(capacity, "place")) cannot hold a prompt of \(counted(count, "byte")) and all but the "
        + "last of \(counted(newTokens, "new token"))"
      if count > largest {
        advice.add(
          problem, choose: places, "a prompt of at most \(counted(largest - newTokens + 1, "byte"))"
        )
      } else if needed > largest {
        advice.add(problem, choose: places, "--new-tokens \(largest - count + 1) or fewer")
      } else {
        advice.add(problem, choose: places)
      }
    }
    try advice.check()
    if prompt.hasUnreadable {
      throw InputError(
        "The prompt has a sign that stands for bytes that are no UTF-8 text (U+FFFD): type it in UTF-8."
      )
    }
    do {
      try configuration.validate()
    } catch {
      throw InputError("\(error).")
    }
  }
}

// MARK: What several sections use

extension KVCacheChapter {
  /// The model that the knobs describe.
  var configuration: TransformerConfiguration {
    var result = TransformerConfiguration()
    result.layers = layers
    result.width = modelWidth
    result.queryHeads = queryHeads
    result.kvHeads = kvHeads
    result.feedForwardWidth = (modelWidth * 8 / 3 + 15) / 16 * 16  // whole vectors of 16
    result.contextLength = 2048
    return result
  }

  /// A model for counting and comparing, where its size does not matter: 2 layers of 32 features.
  static var small: TransformerConfiguration {
    var result = TransformerConfiguration()
    (result.layers, result.width, result.queryHeads, result.kvHeads) = (2, 32, 4, 4)
    result.feedForwardWidth = 64
    return result
  }

  /// How many of the new tokens sections 2, 4 and 5 write, each of them without a cache too: all, unless
  /// the model is so wide and the prompt so long that a reader would wait for minutes.
  var written: Int {
    Work.affordable(newTokens, after: promptTokens.count, configuration, multiplyAdds: 3e11)
  }

  /// What a page says of a number of tokens that is smaller than the one that was asked for.
  func whyFewer(_ written: Int, _ wanted: Int) -> String {
    written == wanted
      ? ""
      : " You asked for \(wanted): without a cache, this model would take too long over them."
  }

  /// The bytes of the prompt.
  var promptTokens: [Int] { prompt.bytes }
}

extension Page {
  /// The model of this run: the same in all sections.
  func decoder(_ configuration: TransformerConfiguration) throws -> Transformer {
    try Transformer(configuration, seed: options.seed)
  }
}

/// A text of at least one byte, shown in quotes and without anything that a terminal might obey.
struct Prompt: KnobValue {
  let bytes: [Int]

  init(_ text: String) { bytes = text.utf8.map(Int.init) }

  static var kind: String { "a text of at least one character" }
  init?(typed: String) {
    if typed.isEmpty { return nil }
    self.init(typed)
  }

  /// The characters of the bytes.
  var text: String { String(decoding: bytes.map { UInt8($0) }, as: UTF8.self) }

  /// Whether the system has put U+FFFD where the bytes that were typed are no text.
  var hasUnreadable: Bool {
    bytes.indices.dropLast(2).contains { Array(bytes[$0..<$0 + 3]) == [0xEF, 0xBF, 0xBD] }
  }

  var typed: String {
    let lines = visible(bytes, columns: 40)
    return "\"" + lines[0] + (lines.count > 1 ? "…" : "") + "\""
  }
}

/// Bytes in lines that are safe to print anywhere: letters, digits and harmless signs as they are,
/// all others as `\x0A`. No line is longer than `columns`.
func visible(_ bytes: [Int], columns: Int = 56) -> [String] {
  let harmless = Set(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,;:!?'-+/=".utf8)
  var (lines, line) = ([String](), "")
  for (index, byte) in bytes.enumerated() {
    let isInside = index > 0 && index < bytes.count - 1 && bytes[index - 1] != 32
    let hex = String(byte, radix: 16, uppercase: true)
    let shown =
      harmless.contains(UInt8(byte)) || byte == 32 && isInside && !line.isEmpty
      ? String(UnicodeScalar(UInt8(byte))) : "\\x" + (byte < 16 ? "0" : "") + hex
    if line.utf8.count + shown.utf8.count > columns {
      lines.append(line)
      line = ""
    }
    line += shown
  }
  return lines + [line]
}
