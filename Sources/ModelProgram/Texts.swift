import Base
import LanguageModel
import Mini
import Notebook

// What is shown without `--json`.

extension ModelProgram {
  /// The tokens of the text that the command line or standard input gives.
  private func givenTokens(_ model: ModelFile) throws -> [Int] {
    if let ids { return ids.ids }
    let question =
      chat
      ? try Question(messages: givenMessages(), special: special)
      : Question(text: try givenText(), special: !noSpecial)
    let (ids, missing) = try model.tokens(of: question)
    noteMissingBytes(missing)
    return ids
  }

  private func givenMessages() throws -> [ChatMessage] {
    let message = ChatMessage(role: "user", content: try givenText())
    return (system.map { [ChatMessage(role: "system", content: $0)] } ?? []) + [message]
  }

  private func givenText() throws -> String {
    if let prompt { return prompt }
    var input = Input()
    var bytes = try input.rest()
    // `echo` ends its text with a line feed that nobody means.
    if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw InputError("The text on standard input is not UTF-8.")
    }
    return text
  }

  private func noteMissingBytes(_ bytes: [UInt8]) {
    guard !bytes.isEmpty else { return }
    let list = bytes.map { $0.hexadecimal }.joined(separator: " ")
    writeToStandardError(
      "\(program): The vocabulary has no token for these bytes of the text, which is read without "
        + "them: \(list).")
  }

  func showTokens(_ model: ModelFile, _ output: Output) throws {
    let tokenizer = try model.tokenizer()
    for id in try tokenizer.checked(givenTokens(model)) {
      try output.write("\(id.column(7))  \(tokenizer.piece(id))\n")
    }
  }

  func showRendered(_ model: ModelFile, _ output: Output) throws {
    try output.write(model.rendered(givenMessages()).text + "\n")
  }

  func showLogits(_ model: ModelFile, _ output: Output) throws {
    _ = try model.transformer()
    let ids = try givenTokens(model)
    let found = try model.logits(after: ids, count: 20)
    let tokenizer = try model.tokenizer()
    try output.write("  token     logit  probability  piece\n")
    for (token, logit) in found.top {
      let share = found.shareOf(logit).percent(2).column(11)
      let number = Double(logit).fixed(3).column(8)
      try output.write("\(token.column(7))  \(number)  \(share)  \(tokenizer.piece(token))\n")
    }
  }

  func showLosses(_ model: ModelFile, _ output: Output) throws {
    _ = try model.transformer()
    let ids = try givenTokens(model)
    let losses = try model.logits(after: ids, count: 1).losses
    let tokenizer = try model.tokenizer()
    try output.write("  token     loss  piece\n")
    for (id, loss) in zip(ids, [nil] + losses) {
      let number = (loss?.fixed(3) ?? "").column(7)
      try output.write("\(id.column(7))  \(number)  \(tokenizer.piece(id))\n")
    }
    guard !losses.isEmpty else { return }
    let mean = losses.reduce(0, +) / Double(losses.count)
    try output.write("\nmean loss \(mean.fixed(4)) nats, perplexity \(Double.exp(mean).fixed(2))\n")
  }

  func showGeneration(_ model: ModelFile, _ output: Output) throws {
    let start = ContinuousClock.now
    _ = try model.transformer()  // what cannot be computed is refused before anything is read
    let ids = try givenTokens(model)
    let tokenizer = try model.tokenizer()
    var decoder = StreamingDecoder(tokenizer)
    var (count, first) = (0, start)
    let ending = try model.generation(
      after: ids, newTokens: newTokens, sampler: sampler
    ) { token, _ in
      if count == 0 { first = .now }
      count += 1
      try output.write(decoder.append(token))
    }
    try output.write(decoder.finish() + "\n")
    writeToStandardError("\(program): " + sentence(ending, count, tokenizer))
    guard time, count > 0 else { return }
    let (prefill, decoding) = (seconds(first - start), seconds(.now - first))
    let speed = count > 1 ? "; \((Double(count - 1) / decoding).fixed(1)) tokens/s after it" : ""
    writeToStandardError(
      "\(program): \(ids.count) tokens read; the first of \(count) new ones after "
        + duration(prefill) + "\(speed).")
  }

  private func seconds(_ duration: Duration) -> Double { duration / .seconds(1) }

  /// Why the text has come to its end.
  private func sentence(
    _ ending: ModelFile.Ending, _ count: Int, _ tokenizer: Tokenizer
  ) -> String {
    switch ending {
    case .token(let token):
      return "The text ended by itself, with the token \(token), \(tokenizer.piece(token))."
    case .limit where newTokens != nil:
      return "The text was ended after \(count) new tokens, as --new-tokens asks."
    case .limit:
      return "The text was ended after \(count) new tokens; --new-tokens may ask for more."
    case .context:
      return "The text was ended after \(count) new tokens: the context of the model is full."
    }
  }
}

extension Tokenizer {
  /// The tokens, if all of them are some.
  func checked(_ ids: [Int]) throws -> [Int] {
    if let stranger = ids.first(where: { !(0..<count).contains($0) }) {
      throw InputError("Token \(stranger) is not one of the \(count) of the vocabulary.")
    }
    return ids
  }

  /// What a token stands for, in quotes; what cannot be seen by its code, and bytes that are no
  /// characters in hexadecimal digits.
  func piece(_ token: Int) -> String {
    let bytes = bytes(of: token)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      return "bytes " + bytes.map(\.hexadecimal).joined(separator: " ")
    }
    return text.unicodeScalars.reduce(into: "\"") { piece, scalar in
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse:
        piece += scalar.escaped(asASCII: true)
      default: piece.unicodeScalars.append(scalar)
      }
    } + "\""
  }
}

extension UInt8 {
  /// Two hexadecimal digits.
  var hexadecimal: String { (self < 16 ? "0" : "") + String(self, radix: 16, uppercase: true) }
}

extension CustomStringConvertible {
  /// The text in a column of this width, flush right.
  func column(_ width: Int) -> String {
    String(repeating: " ", count: max(0, width - description.count)) + description
  }
}
