import Foundation
import LanguageModel
import Mini
import Notebook

// What is answered with `--json`.

extension ModelProgram {
  /// Answers each line of standard input with one line, in order and at once.
  func answer(_ command: Command, _ model: ModelFile, _ output: Output) throws {
    // A file that cannot be computed is one sentence, not one for each request.
    if command.computes { _ = try model.transformer() } else { _ = try model.tokenizer() }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    var input = Input()
    var (count, wrong) = (0, 0)
    while let line = try input.line() {
      if line.allSatisfy({ [0x20, 0x09, 0x0D].contains($0) }) { continue }
      count += 1
      var answer: Answer
      do {
        answer = try self.answer(command, to: Request(line: line), model)
      } catch {
        wrong += 1
        answer = Answer(error: "\(error)")
      }
      try output.write(String(decoding: try encoder.encode(answer), as: UTF8.self) + "\n")
    }
    if wrong > 0 {
      throw InputError("\(wrong) of \(count) requests could not be answered.")
    }
  }

  private func answer(
    _ command: Command, to request: Request, _ model: ModelFile
  ) throws -> Answer {
    try request.require(for: command)
    var answer = Answer()
    if command == .render {
      answer.text = try model.rendered(messages(of: request)).text
      return answer
    }
    let ids = try self.ids(of: request, command, model, &answer)
    switch command {
    case .info, .render: break  // answered elsewhere
    case .tokens:
      answer.ids = try model.tokenizer().checked(ids)
      answer.pieces = model.pieces(ids)
    case .logits:
      let found = try model.logits(after: ids, count: 20)
      answer.top = found.top.map { Answer.TokenLogit(token: $0.token, logit: $0.logit) }
      answer.pieces = model.pieces(found.top.map(\.token))
      answer.losses = found.losses
    case .loss:
      let losses = try model.logits(after: ids, count: 1).losses
      (answer.ids, answer.pieces, answer.losses) = (ids, model.pieces(ids), losses)
      answer.mean = losses.isEmpty ? nil : losses.reduce(0, +) / Double(losses.count)
    case .generate:
      let settings = SamplerSettings(
        temperature: request.temperature ?? temperature, topK: request.topK ?? topK,
        topP: request.topP ?? topP, seed: request.seed ?? seed)
      var (new, margins): ([Int], [Float]) = ([], [])
      let ending = try model.generation(
        after: ids, newTokens: request.new ?? newTokens, sampler: try settings.sampler
      ) { token, margin in
        new.append(token)
        margins.append(margin)
      }
      (answer.ids, answer.pieces, answer.margins) = (new, model.pieces(new), margins)
      answer.text = try? model.tokenizer().decode(new)
      answer.endedBy = ending.word
    }
    return answer
  }

  /// The tokens that a request gives or the text that it has; notes bytes that no token stands for.
  private func ids(
    of request: Request, _ command: Command, _ model: ModelFile, _ answer: inout Answer
  ) throws -> [Int] {
    let given = [request.text != nil, request.ids != nil, request.messages != nil].count { $0 }
    guard given == 1 else {
      throw InputError("A request has exactly one of the keys 'text', 'ids' and 'messages'.")
    }
    if let ids = request.ids { return ids }
    var question: Question
    if let text = request.text {
      question = Question(text: text, special: request.special ?? !noSpecial)
    } else {
      let messages = try self.messages(of: request)
      question = Question(messages: messages, special: request.special ?? special)
      // What is measured of an answer is not followed by the beginning of another.
      question.asks = command != .loss || messages.last?.role != "assistant"
    }
    let (ids, missing) = try model.tokens(of: question)
    answer.missingBytes = missing.isEmpty ? nil : missing
    return ids
  }

  /// The conversation of a request; a text is one message to the model.
  private func messages(of request: Request) throws -> [ChatMessage] {
    switch (request.text, request.messages) {
    case (let text?, nil): return [ChatMessage(role: "user", content: text)]
    case (nil, let messages?) where !messages.isEmpty: return messages
    case (nil, _?): throw InputError("There is no message in 'messages'.")
    default: throw InputError("A request has one of the keys 'text' and 'messages'.")
    }
  }
}
