import LanguageModel
import Mini
import Notebook

extension Information {
  /// All of it for a reader.
  var text: String {
    var lines = (general + (description.value.map(model) ?? unread)).map { name, words in
      "\(name.padded(16))\(words)"
    }
    if !file.headers.isEmpty {
      lines += ["", "type      tensors        weights          bytes  bits per weight"]
      for share in shares {
        let bits = 8 * Double(share.bytes) / Double(share.weights)
        lines.append(
          share.type.padded(8) + share.tensors.column(9) + share.weights.grouped.column(15)
            + share.bytes.grouped.column(15) + bits.fixed(2).column(17))
      }
      lines += ["", "tensors, the numbers of layers put together, and their extents, inputs first"]
      lines += tensorLines
    }
    lines += ["", "keys"]
    for (key, value) in file.metadata { lines.append("  \(key.onOneLine) = \(value.shown)") }
    return lines.joined(separator: "\n").replacingOccurrences(of: "\u{00A0}", with: " ") + "\n"
  }

  private var general: [(String, String)] {
    [
      ("file", "GGUF version \(file.version), \(memory(file.file.count))"),
      ("name", name?.onOneLine ?? "none"),
      ("architecture", architecture?.onOneLine ?? "none"),
    ]
  }

  private func model(_ d: ModelDescription) -> [(String, String)] {
    let cache = d.configuration.cacheBytesPerToken()
    return [
      (
        "sizes",
        "\(d.layers) layers of \(d.width) features, feed-forward \(d.feedForwardWidth.grouped)"
      ),
      ("heads", "\(d.queryHeads) query heads on \(d.kvHeads) kv heads of \(d.headDimension)"),
      ("rotation", rotation(d)),
      ("context", "\(d.contextLength.grouped) tokens"),
      ("vocabulary", "\(d.vocabulary.grouped) tokens, \(words)"),
      (
        "parameters",
        "\(d.parameterCount.grouped), the embedding \(d.tiesHead ? "tied to" : "beside") the head"
      ),
      ("a token reads", "\(memory(bytesPerToken(d))) of weights"),
      (
        "a token leaves",
        "\(memory(cache)) of keys and values as 32-bit numbers; "
          + "\(memory(cache * d.contextLength)) at the full context"
      ),
    ]
  }

  /// What is known of a model that is not computed here.
  private var unread: [(String, String)] {
    var lines = [("not computed", description.reason ?? "")]
    if case .array(let tokens)? = file["tokenizer.ggml.tokens"] {
      lines.append(("vocabulary", "\(tokens.count.grouped) tokens, \(words)"))
    }
    if weights > 0 { lines.append(("weights", weights.grouped)) }
    return lines
  }

  private func rotation(_ description: ModelDescription) -> String {
    let base =
      "base \(Int(exactly: description.rotary.base)?.grouped ?? "\(description.rotary.base)")"
    let pairs = description.rotaryLayout == .interleaved ? "neighbours" : "halves"
    switch description.rotary.scaling {
    case .none where description.rotary.divisors == nil: return base + ", pairs of \(pairs)"
    case .interpolation(let factor), .ntkAware(let factor):
      return base + ", pairs of \(pairs), slowed \(factor.typed) times"
    case .yarn(let factor, _, _, _, _, _):
      return base + ", pairs of \(pairs), YaRN with the factor \(factor.typed)"
    case .none, .perPair:
      return base + ", pairs of \(pairs), each pair slowed by a factor of its own"
    }
  }

  private var words: String {
    switch vocabulary {
    case .failure(let error): return "which cannot be used: \(error)"
    case .success(let vocabulary):
      let ends = vocabulary.ends.map(String.init).joined(separator: ", ")
      let beginning = vocabulary.addsBeginning ? "texts begin with \(vocabulary.beginning!), " : ""
      return "rule \(vocabulary.rule.name), \(beginning)ends \(ends)"
    }
  }
}

// MARK: Tensors

extension Information {
  /// A line for all tensors that differ in the number of their layer only.
  private var tensorLines: [String] {
    struct Kind: Hashable {
      var before, after, rest: String
    }
    var order: [Kind] = []
    var layers: [Kind: [Int]] = [:]
    for tensor in file.headers {
      let shape = "[\(tensor.dimensions.map(\.grouped).joined(separator: ", "))]"
      let parts = tensor.name.split(separator: ".", omittingEmptySubsequences: false)
      let place = parts.firstIndex { Int($0).map { "\($0)" } == String($0) }
      let kind = Kind(
        before: parts[..<(place ?? 0)].map { $0 + "." }.joined(),
        after: (place.map { parts[($0 + 1)...] } ?? parts[...]).joined(separator: "."),
        rest: shape.padded(20) + tensor.typeName)
      if layers[kind] == nil { order.append(kind) }
      layers[kind, default: []] += place.map { [Int(parts[$0])!] } ?? []
    }
    return order.map { kind in
      let numbers = layers[kind]!.isEmpty ? "" : Self.ranges(layers[kind]!) + "."
      return ("  " + (kind.before + numbers + kind.after).onOneLine).padded(40) + kind.rest
    }
  }

  /// `0-3,5` for 0, 1, 2, 3 and 5.
  static func ranges(_ numbers: [Int]) -> String {
    var ranges: [ClosedRange<Int>] = []
    for number in numbers.sorted() {
      if let last = ranges.last, last.upperBound >= number - 1 {
        ranges[ranges.count - 1] = last.lowerBound...max(last.upperBound, number)
      } else {
        ranges.append(number...number)
      }
    }
    return ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
      .joined(separator: ",")
  }
}

extension String {
  /// A text from a file, shortened and without what moves a cursor.
  fileprivate var onOneLine: String {
    let line = unicodeScalars.prefix(70).reduce(into: "") { line, scalar in
      let isControl = scalar.properties.generalCategory == .control
      line += isControl ? scalar.escaped(asASCII: true) : String(scalar)
    }
    return unicodeScalars.count > 70 ? line + "…" : line
  }

  /// The text in a column of this width, flush left.
  fileprivate func padded(_ width: Int) -> String {
    self + String(repeating: " ", count: max(1, width - count))
  }
}

extension GGUFValue {
  /// The value on one line.
  fileprivate var shown: String {
    switch self {
    case .string(let text): text.onOneLine
    case .bool(let truth): "\(truth)"
    case .float32(let number): "\(number)"
    case .float64(let number): "\(number)"
    case .array(let array): "a list of \(array.count)"
    default: integer.map { "\($0)" } ?? "a number above \(Int.max)"
    }
  }
}
