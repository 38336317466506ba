import Foundation
import LanguageModel
import Mini
import Notebook

/// A published model in the hand: what its file holds, how it cuts a text, what it expects, what it
/// writes.
@main
struct ModelProgram: Tool {
  let program = "model"
  let title = "a language model in a GGUF file"
  let mostWords = 2

  let usage = [
    (call: "model FILE info", about: "what the file holds, all tensors, and what a token costs"),
    (call: "model FILE tokens", about: "a text as tokens: their numbers and pieces"),
    (call: "model FILE render", about: "a message as the chat template of the file writes it out"),
    (call: "model FILE logits", about: "the 20 tokens that most likely follow a text"),
    (call: "model FILE loss", about: "how surprising each token of a text is, in nats"),
    (call: "model FILE generate", about: "the continuation of a text, or the answer to it"),
  ]

  let remarks = [
    """
    A text is what --prompt says, or what comes through standard input. With --chat it is a message, which the
    template of the file puts between its marks; what looks like a mark in the message is read as its letters.
    """,
    """
    With --json each line of standard input is a request and gets one line as its answer, an object with the
    key "error" where the request is wrong; then the exit status is 1 in the end. Empty lines are passed over.
    A request has a "text", "ids" or "messages", such as [{"role": "user", "content": "Hello"}]; "special"
    says whether marks in the text are read as marks (true unless it says otherwise) or in the messages (false).
    A piece is a text, or a list of bytes where these are no text. \
    tokens: {"text": "…"} → {"ids": […], "pieces": […]}. \
    render: {"messages": […]} → {"text": "…"}. \
    logits: → {"top": [[id, logit], …], "pieces": […], "losses": […]}, the pieces of the top. \
    loss: → {"ids": […], "pieces": […], "losses": […], "mean": …}; a conversation that ends with the
    assistant's message is read to its end. \
    generate: {…, "new": 16, "temperature": 0, "top_k": 0, "top_p": 1, "seed": 1} →
    {"ids": […], "pieces": […], "margins": […], "text": "…", "ended_by": "…"}; a margin is by how much the
    largest logit exceeds the second, and a text is ended by a "token", the "limit" or the full "context". \
    info answers one object and reads nothing.
    """,
    """
    Exit status: 0 done; 1 the file, the text or a request is wrong; 64 wrong usage; 130 Ctrl-C.
    """,
  ]

  @Knob("a text; standard input if there is none") var prompt: String? = nil
  @Knob("tokens in place of a text") var ids: TokenList? = nil
  @Knob("read marks such as <|im_end|> in a text as its letters") var noSpecial = false
  @Knob("with --chat: read marks in what is typed as marks") var special = false
  @Knob("requests as lines of JSON") var json = false
  @Knob("the text is a message to a chat model") var chat = false
  @Knob("with --chat: what the model is told first") var system: String? = nil
  @Knob("generate: how many tokens at most; 256 or what the context has room for if none")
  var newTokens: Int? = nil
  @Knob("generate: 0 always takes the likeliest token, 1 draws by probability", .in(0...100))
  var temperature = 0.0
  @Knob(
    "generate: draw among so many likeliest tokens; 0 or the vocabulary is all", .in(0...1_000_000))
  var topK = 0
  @Knob("generate: draw among the likeliest tokens with this probability together", .in(0...1))
  var topP = 1.0
  @Knob("generate: what the draws grow from") var seed: UInt64 = 1
  @Knob("generate: say in the end how long it took") var time = false
  @Knob("threads that computing may use", .in(1...1024)) var threads = Threads.count

  enum Command: String, CaseIterable {
    case info, tokens, render, logits, loss, generate

    /// Whether the model itself is asked, and not its header or its vocabulary.
    var computes: Bool { [.logits, .loss, .generate].contains(self) }
  }

  func work(_ words: [String]) throws -> (Output) throws -> Void {
    guard words.count == 2 else {
      throw InputError(
        "Name a file and then what to do with it, such as model.gguf generate; --help lists what "
          + "there is.")
    }
    guard let command = Command(rawValue: words[1]) else {
      throw InputError(
        unknown: "command", words[1], known: Command.allCases.map(\.rawValue))
    }
    try checkKnobs(command)
    Threads.count = threads
    return { output in
      let model = try ModelFile(path: words[0])
      switch (command, json) {
      case (.info, _):
        let information = Information(model.file)
        try output.write(json ? information.json : information.text)
      case (_, true): try answer(command, model, output)
      case (.tokens, _): try showTokens(model, output)
      case (.render, _): try showRendered(model, output)
      case (.logits, _): try showLogits(model, output)
      case (.loss, _): try showLosses(model, output)
      case (.generate, _): try showGeneration(model, output)
      }
    }
  }

  /// How tokens are chosen where a request does not say.
  var sampler: Sampler {
    get throws {
      try SamplerSettings(temperature: temperature, topK: topK, topP: topP, seed: seed).sampler
    }
  }
}

// MARK: Options that go together

extension ModelProgram {
  private func checkKnobs(_ command: Command) throws {
    let given = givenOptions
    for option in given where !Self.commands(of: option).contains(command) {
      let others = Self.commands(of: option).map(\.rawValue).joined(separator: ", ")
      throw InputError("\(option) does nothing for \(command); it goes with \(others).")
    }
    func refuse(_ first: String, with second: String, _ reason: String) throws {
      guard given.contains(first), given.contains(second) else { return }
      throw InputError("\(first) does not go with \(second): \(reason).")
    }
    for option in ["--prompt", "--ids", "--chat", "--system"] {
      try refuse(option, with: "--json", "the requests say it")
    }
    try refuse("--time", with: "--json", "it is said of one text")
    try refuse("--prompt", with: "--ids", "these are two ways to give a text")
    try refuse("--chat", with: "--ids", "a message is a text")
    try refuse("--no-special", with: "--ids", "tokens are no letters")
    try refuse("--special", with: "--no-special", "it asks for the opposite")
    if special, !chat, !json {
      throw InputError("--special goes with --chat: elsewhere marks are read as marks.")
    }
    if system != nil, !chat, command != .render {
      throw InputError("--system goes with --chat.")
    }
    if let newTokens, newTokens < 0 {
      throw InputError("--new-tokens cannot be '\(newTokens)': it must be at least 0.")
    }
    _ = try sampler
    if temperature == 0, !json, given.contains("--seed") {
      throw InputError("--seed does nothing with a temperature of 0, which draws nothing.")
    }
    if command != .info, !json, prompt == nil, ids == nil, Input.isTerminal {
      throw InputError(
        "There is no text: give --prompt \"…\", or send one through standard input.")
    }
  }

  /// The commands for which an option does something.
  private static func commands(of option: String) -> [Command] {
    switch option {
    case "--json": Command.allCases
    case "--prompt", "--system", "--chat": [.tokens, .render, .logits, .loss, .generate]
    case "--ids", "--special", "--no-special": [.tokens, .logits, .loss, .generate]
    case "--threads": [.logits, .loss, .generate]
    default: [.generate]
    }
  }
}

/// What a reader says about the choice of tokens.
struct SamplerSettings {
  var temperature: Double
  var topK: Int
  var topP: Double
  var seed: UInt64

  var sampler: Sampler {
    get throws {
      if temperature == 0 {
        guard topK == 0, topP == 1 else {
          throw InputError(
            "With a temperature of 0 nothing is drawn, so there is nothing to draw among: give "
              + "another temperature, too.")
        }
        return .greedy
      }
      do {
        return try Sampler(
          temperature: temperature, topK: topK == 0 ? nil : topK, topP: topP, seed: seed)
      } catch {
        throw InputError("\(error).")
      }
    }
  }
}

/// Numbers of tokens as a reader types them.
struct TokenList: KnobValue {
  static let kind = "whole numbers with commas or spaces between them"
  let ids: [Int]
  var typed: String { ids.map(String.init).joined(separator: ",") }

  init?(typed: String) {
    var ids: [Int] = []
    for word in typed.split(whereSeparator: { ", []\n\t".contains($0) }) {
      guard let id = Int(word) else { return nil }
      ids.append(id)
    }
    self.ids = ids
  }
}
