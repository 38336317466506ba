/// How a text is cut into words before bytes are merged; no token reaches over a cut.
///
/// Each rule is a regular expression in the papers' and libraries' code. They are written out here as
/// loops over classes of scalars, which is quicker and says the same:
///
/// - GPT-2: `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`
/// - Llama 3: `(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|
///   \s*[\r\n]+|\s+(?!\S)|\s+`
/// - Qwen 2: as Llama 3 with `\p{N}` in place of `\p{N}{1,3}`
/// - SmolLM: every `\p{N}` by itself first, then GPT-2 in each stretch between, as if it were a text
public enum PreTokenizer: String, CaseIterable, Sendable {
  case gpt2
  case llama3
  case qwen2
  case smolLM

  /// The rule that a file means by its key `tokenizer.ggml.pre`, or nil for one that is not known.
  public init?(name: String) {
    switch name {
    case "gpt-2": self = .gpt2
    case "llama3", "llama-v3", "llama-bpe": self = .llama3
    case "qwen2", "deepseek-r1-qwen": self = .qwen2
    case "smollm", "starcoder", "refact": self = .smolLM
    default: return nil
    }
  }

  /// The name that files use for the rule.
  public var name: String {
    switch self {
    case .gpt2: "gpt-2"
    case .llama3: "llama-bpe"
    case .qwen2: "qwen2"
    case .smolLM: "smollm"
    }
  }

  /// The words of a text, one after the other, as ranges of its scalars.
  func words(_ scalars: [Unicode.Scalar]) -> [Range<Int>] {
    words(scalars, scalars.map(ScalarClass.init))
  }

  /// The same for scalars whose classes are at hand. Each class is looked at a few times and no more,
  /// however long the runs of them are.
  func words(
    _ scalars: [Unicode.Scalar], _ classes: some ScalarClasses
  ) -> [Range<Int>] {
    let scan = Scan(scalars: scalars, classes: classes)
    var words: [Range<Int>] = []
    var start = 0
    switch self {
    case .gpt2:
      while start < scalars.count {
        let end = scan.gpt2Word(start, scalars.count)
        words.append(start..<end)
        start = end
      }
    case .llama3, .qwen2:
      while start < scalars.count {
        let end = scan.llamaWord(start, digits: self == .llama3 ? 3 : 1)
        words.append(start..<end)
        start = end
      }
    case .smolLM:
      while start < scalars.count {
        let stretch = scan.end(of: .other, .letter, .space, from: start, scalars.count)
        while start < stretch {
          let end = scan.gpt2Word(start, stretch)
          words.append(start..<end)
          start = end
        }
        if start < scalars.count {
          words.append(start..<start + 1)  // one number character
          start += 1
        }
      }
    }
    return words
  }
}

/// What the rules tell apart.
enum ScalarClass: UInt8 {
  case letter, number, space, other

  /// The class by Unicode's general category (L*, N*) and its property White_Space.
  ///
  /// The tables are those of Swift's standard library and not of the system. Scalars assigned after
  /// Unicode 16.0 count as unassigned, so a newer Swift cuts no text differently; 16.0 is what the
  /// reference (`tokenizers` 0.23) knows too.
  init(_ scalar: Unicode.Scalar) {
    if scalar.isASCII {
      switch scalar.value {
      case 0x41...0x5A, 0x61...0x7A: self = .letter
      case 0x30...0x39: self = .number
      case 9...13, 32: self = .space
      default: self = .other
      }
      return
    }
    let properties = scalar.properties
    switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter:
      self = ScalarClass.isKnown(properties) ? .letter : .other
    case .decimalNumber, .letterNumber, .otherNumber:
      self = ScalarClass.isKnown(properties) ? .number : .other
    default:
      self = properties.isWhitespace ? .space : .other
    }
  }

  private static func isKnown(_ properties: Unicode.Scalar.Properties) -> Bool {
    properties.age.map { $0.major <= 16 } ?? false
  }
}

/// The classes of the scalars of a text; a test counts how often they are asked for.
protocol ScalarClasses {
  subscript(_ i: Int) -> ScalarClass { get }
}

extension [ScalarClass]: ScalarClasses {}

/// Finds where the word that begins somewhere ends.
private struct Scan<Classes: ScalarClasses> {
  let scalars: [Unicode.Scalar]
  let classes: Classes

  /// The end of the run of any of these classes that begins at `start`; `start` itself if there is none.
  func end(
    of first: ScalarClass, _ second: ScalarClass? = nil, _ third: ScalarClass? = nil,
    from start: Int, _ limit: Int
  ) -> Int {
    var i = start
    while i < limit && (classes[i] == first || classes[i] == second || classes[i] == third) {
      i += 1
    }
    return i
  }

  /// The end of 's, 't, 're, 've, 'm, 'll or 'd at `start`, or nil.
  private func contraction(_ start: Int, _ limit: Int, anyCase: Bool) -> Int? {
    guard scalars[start] == "'" else { return nil }
    func letter(_ i: Int) -> Unicode.Scalar? {
      guard i < limit else { return nil }
      guard anyCase else { return scalars[i] }
      let isCapital = ("A"..."Z").contains(scalars[i])
      return isCapital ? Unicode.Scalar(scalars[i].value + 32)! : scalars[i]
    }
    switch (letter(start + 1), letter(start + 2)) {
    case ("s", _), ("t", _), ("m", _), ("d", _): return start + 2
    case ("r", "e"), ("v", "e"), ("l", "l"): return start + 3
    default: return nil
    }
  }

  /// Spaces at `start`: all of them at the end of the text, all but the last before a word.
  private func spaces(_ start: Int, _ limit: Int) -> Int {
    let end = self.end(of: .space, from: start, limit)
    return end < limit && end - start > 1 ? end - 1 : end
  }

  func gpt2Word(_ start: Int, _ limit: Int) -> Int {
    if let end = contraction(start, limit, anyCase: false) { return end }
    let first = scalars[start] == " " && start + 1 < limit ? start + 1 : start
    switch classes[first] {
    case .space: return spaces(start, limit)
    case let other: return end(of: other, from: first, limit)
    }
  }

  func llamaWord(_ start: Int, digits: Int) -> Int {
    let limit = scalars.count
    if let end = contraction(start, limit, anyCase: true) { return end }
    let isBreak = scalars[start] == "\r" || scalars[start] == "\n"
    if classes[start] == .number {
      return end(of: .number, from: start, min(limit, start + digits))
    }
    // Letters, with one scalar before them that is neither a number nor a line break.
    let letters = classes[start] == .letter || isBreak ? start : start + 1
    if letters < limit && classes[letters] == .letter {
      return end(of: .letter, from: letters, limit)
    }
    // Signs, with a space before and line breaks after them.
    let signs = scalars[start] == " " && start + 1 < limit ? start + 1 : start
    if classes[signs] == .other {
      return breaks(end(of: .other, from: signs, limit))
    }
    // White space up to and with its last line break.
    let spaces = end(of: .space, from: start, limit)
    if let last = (start..<spaces).last(where: { scalars[$0] == "\r" || scalars[$0] == "\n" }) {
      return last + 1
    }
    return self.spaces(start, limit)
  }

  private func breaks(_ start: Int) -> Int {
    var i = start
    while i < scalars.count && (scalars[i] == "\r" || scalars[i] == "\n") { i += 1 }
    return i
  }
}
