import Foundation
import LanguageModel
import Mini
import Testing

private let program = Program("model")

/// A folder with small random models of bytes in it.
private struct Models {
  let folder = try! TemporaryFolder()
  let model: Transformer
  let path: String

  /// One model, whose file `change` may spoil before it is written.
  init(
    vocabulary: Vocabulary = .bytes, _ change: (inout Transformer) -> Void = { _ in }
  ) throws {
    var sizes = TransformerConfiguration()
    (sizes.layers, sizes.width, sizes.queryHeads, sizes.kvHeads) = (2, 32, 4, 2)
    (sizes.feedForwardWidth, sizes.vocabulary, sizes.contextLength) = (64, vocabulary.count, 96)
    sizes.positions = .rotary(layout: .interleaved)
    var model = try Transformer(sizes, seed: 3)
    change(&model)
    path = folder.url("model.gguf").path
    try model.write(to: path, vocabulary: vocabulary)
    self.model = (try? Transformer(GGUFFile(path: path))) ?? model
  }

  /// A file of keys alone.
  func file(_ name: String, _ keys: [(key: String, value: GGUFValue)]) throws -> String {
    var writer = GGUFWriter()
    writer.metadata = keys
    let path = folder.url(name).path
    try writer.write(to: path)
    return path
  }

  func bytes() throws -> Data { try Data(contentsOf: URL(fileURLWithPath: path)) }
}

private struct Answer: Decodable, Equatable {
  var ids: [Int]?
  var margins: [Float]?
  var text: String?
  var top: [[Double]]?
  var losses: [Double]?
  var mean: Double?
  var missing_bytes: [Int]?
  var error: String?
}

private func answers(_ outcome: Outcome) throws -> [Answer] {
  try outcome.output.split(separator: "\n").map {
    try JSONDecoder().decode(Answer.self, from: Data($0.utf8))
  }
}

private func expectOneSentence(
  _ outcome: Outcome, _ words: String? = nil, status: Int32 = 1,
  at location: SourceLocation = #_sourceLocation
) {
  #expect(outcome.exited && outcome.status == status, "\(outcome)", sourceLocation: location)
  #expect(outcome.output == "", sourceLocation: location)
  #expect(
    outcome.errors.hasPrefix("model: ") && outcome.errors.hasSuffix(".\n")
      && outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)",
    sourceLocation: location)
  if let words {
    #expect(outcome.errors.contains(words), "\(outcome.errors)", sourceLocation: location)
  }
}

/// What `model` answers, against the library that it is made of.
@Suite struct ModelProgramTests {
  @Test func tokensOfATextAreAnswered() async throws {
    let models = try Models()
    let outcome = try await program.run(
      [models.path, "tokens", "--json"],
      input: """
        {"text": "ab\\u00e9"}
        {"text": "a<|endoftext|>", "special": true}

        {"text": "a<|endoftext|>", "special": false}
        {"text": ""}
        """)
    #expect(outcome.status == 0 && outcome.errors == "")
    let ids = try answers(outcome).map(\.ids)
    #expect(
      ids == [[97, 98, 195, 169], [97, 256], [97] + "<|endoftext|>".utf8.map(Int.init), []])
    let shown = try await program.run([models.path, "tokens", "--prompt", "a\n<|endoftext|>"])
    #expect(
      shown.output.split(separator: "\n").map { $0.drop { $0 == " " } } == [
        "97  \"a\"", "10  \"\\n\"", "256  \"<|endoftext|>\"",
      ])
  }

  @Test func logitsAndLossesAreThoseOfTheLibrary() async throws {
    let models = try Models()
    let ids = Array("Time flies".utf8).map(Int.init)
    let request = "{\"ids\": \(ids)}\n"
    for threads in ["1", "3"] {
      let outcome = try await program.run(
        [models.path, "logits", "--json", "--threads", threads], input: request)
      let answer = try answers(outcome)[0]
      let logits = try models.model(ids)
      let last = logits[row: ids.count - 1].scalars
      let expected = last.indices.sorted { last[$0] > last[$1] }.prefix(20)
        .map { [Double($0), Double("\(last[$0])")!] }
      #expect(answer.top == Array(expected))
      #expect(try answer.losses == models.model.losses(ids))
      #expect(answer.losses?.count == ids.count - 1)
    }
    let mean = try answers(
      await program.run([models.path, "loss", "--json"], input: request))[0].mean!
    let losses = try models.model.losses(ids)
    #expect(abs(mean - losses.reduce(0, +) / Double(losses.count)) < 1e-12)
    // ln Σ e^l − l in Double, row by row.
    for (row, loss) in losses.enumerated() {
      let logits = try models.model(ids)[row: row].scalars.map(Double.init)
      let naive = log(logits.reduce(0) { $0 + exp($1) }) - logits[ids[row + 1]]
      #expect(abs(naive - loss) < 1e-5)
    }
    let shown = try await program.run([models.path, "loss", "--prompt", "Time flies"])
    #expect(shown.output.contains("mean loss \(String(format: "%.4f", mean)) nats"))
    let top = try await program.run([models.path, "logits", "--prompt", "Time flies"])
    #expect(top.output.split(separator: "\n").count == 21)
  }

  @Test func generationIsThatOfTheLibrary() async throws {
    let models = try Models()
    let outcome = try await program.run(
      [models.path, "generate", "--json"],
      input: """
        {"ids": [84, 105], "new": 12}
        {"text": "Ti", "new": 12}
        {"ids": [84, 105], "new": 12, "temperature": 1, "seed": 5}
        {"ids": [84, 105], "new": 12, "temperature": 1, "top_k": 3, "top_p": 0.9, "seed": 5}
        {"ids": [84, 105], "new": 0}
        """)
    let answers = try answers(outcome)
    #expect(outcome.status == 0 && answers.count == 5)
    let greedy = try models.model.generate(from: [84, 105], newTokens: 12, keepsLogits: true)
    #expect(answers[0].ids == greedy.tokens && answers[1].ids == greedy.tokens)
    let margins = greedy.logits.map { logits in
      let sorted = logits.scalars.sorted(by: >)
      return sorted[0] - sorted[1]
    }
    #expect(answers[0].margins == margins)
    #expect(
      try answers[2].ids
        == models.model.generate(
          from: [84, 105], newTokens: 12, sampler: Sampler(temperature: 1, seed: 5)
        ).tokens)
    #expect(
      try answers[3].ids
        == models.model.generate(
          from: [84, 105], newTokens: 12,
          sampler: Sampler(temperature: 1, topK: 3, topP: 0.9, seed: 5)
        ).tokens)
    #expect(answers[4].ids == [])
  }

  @Test func theTextEndsAtTheEndToken() async throws {
    // Of all bytes and the end token, the last has the largest logit wherever the hidden state is.
    let models = try Models { model in
      for token in 0..<256 {
        for feature in 0..<32 { model.head.weight[feature, token] = 0 }
      }
    }
    let expected = try models.model.generate(from: [65], newTokens: 9, endTokens: [256])
    #expect(expected.tokens.count < 9)
    let outcome = try await program.run(
      [models.path, "generate", "--json"], input: "{\"ids\": [65], \"new\": 9}")
    let ids = try answers(outcome)[0].ids!
    #expect(ids == expected.tokens && ids.last == 256)
    #expect(!(try answers(outcome)[0].text!.contains("<|endoftext|>")))
  }

  /// Random bytes are hardly ever whole characters; what is shown is always text.
  @Test func whatIsWrittenIsAlwaysText() async throws {
    let models = try Models()
    for seed in 1...6 {
      let line = """
        "$0" '\(models.path)' generate --prompt 'né' --new-tokens 60 --temperature 2 --seed \(seed) \
        > '\(models.folder.url("out").path)'
        """
      #expect(try await program.shell(line).status == 0)
      let bytes = try Data(contentsOf: models.folder.url("out"))
      let text = String(validating: bytes, as: UTF8.self)
      #expect(text != nil && text!.hasSuffix("\n"))
      let ids = try answers(
        await program.run(
          [models.path, "generate", "--json"],
          input: """
            {"text": "né", "new": 60, "temperature": 2, "seed": \(seed)}
            """))[0].ids!
      let tokenizer = try Tokenizer(.bytes)
      #expect(text == tokenizer.decode(ids) + "\n")
    }
  }

  @Test func bytesWithoutATokenAreNamed() async throws {
    var vocabulary = Vocabulary.bytes
    var texts = ByteAlphabetForTests.texts
    texts[1] = "unused"
    vocabulary.tokens = GGUFArray(texts + ["<|endoftext|>"])
    let models = try Models(vocabulary: vocabulary)
    let outcome = try await program.run(
      [models.path, "tokens", "--json"], input: "{\"text\": \"a\\u0001b\"}")
    #expect(try answers(outcome) == [Answer(ids: [97, 98], missing_bytes: [1])])
    let shown = try await program.run([models.path, "tokens"], input: "a\u{1}b\n")
    #expect(shown.status == 0 && shown.output.split(separator: "\n").count == 2)
    #expect(shown.errors.hasSuffix("which is read without them: 01.\n"))
  }

  @Test func aChatHasTheFormOfTheFile() async throws {
    var vocabulary = Vocabulary.bytes
    vocabulary.tokens = GGUFArray(
      ByteAlphabetForTests.texts + ["<|endoftext|>", "<|im_start|>", "<|im_end|>"])
    vocabulary.kinds += [.control, .control]
    vocabulary.chatTemplate = """
      {% for message in messages %}{{'<|im_start|>' + message['role'] + '\n' + message['content'] \
      + '<|im_end|>' + '\n'}}{% endfor %}{% if add_generation_prompt %}\
      {{ '<|im_start|>assistant\n' }}{% endif %}
      """
    let models = try Models(vocabulary: vocabulary)
    let chat = try await program.run(
      [models.path, "generate", "--chat", "--system", "S", "--prompt", "hi", "--new-tokens", "5"])
    let text = """
      <|im_start|>system
      S<|im_end|>
      <|im_start|>user
      hi<|im_end|>
      <|im_start|>assistant

      """
    let plain = try await program.run(
      [models.path, "generate", "--prompt", text, "--new-tokens", "5"])
    #expect(chat.status == 0 && chat.output == plain.output && chat.output != "")
    let other = try Models()
    expectOneSentence(
      try await program.run([other.path, "generate", "--chat", "--prompt", "hi"]),
      "the file has no chat template")
  }

  @Test func whatTheFileHoldsIsSaid() async throws {
    let models = try Models()
    let shown = try await program.run([models.path, "info"])
    for words in [
      "architecture    llama", "4 query heads on 2 kv heads of 8",
      "tokenizer.ggml.tokens = a list of 257", "ends 256",
    ] {
      #expect(shown.output.contains(words), "\(words) in \(shown.output)")
    }
    let facts = try #require(
      JSONSerialization.jsonObject(
        with: Data(await program.run([models.path, "info", "--json"]).output.utf8))
        as? [String: Any])
    let types = facts["types"] as? [[String: Any]]
    #expect(types?.count == 1 && types?[0]["type"] as? String == "F32")
    #expect(types?[0]["tensors"] as? Int == facts["tensors"] as? Int)
    #expect(facts["parameters"] as? Int == models.model.configuration.parameterCount)
    #expect(facts["cache_bytes_per_token"] as? Int == 2 * 2 * 2 * 8 * 4)
    #expect(facts["bytes"] as? Int == (try models.bytes().count))
  }

  @Test func helpIsShown() async throws {
    let outcome = try await program.run(["--help"])
    #expect(outcome.status == 0 && outcome.errors == "")
    for word in ["model FILE generate", "--temperature", "--json", "Exit status"] {
      #expect(outcome.output.contains(word))
    }
  }
}

/// The 256 bytes as a vocabulary writes them, read from ``Vocabulary/bytes``.
private enum ByteAlphabetForTests {
  static let texts: [String] = Vocabulary.bytes.tokens.prefix(256).map { value in
    guard case .string(let text) = value else { return "" }
    return text
  }
}

/// What `model` does with input that is wrong, and with readers who leave.
@Suite struct ModelProgramInputTests {
  private static let wrong = [
    [], ["no-file"], ["no-file", "genrate"], ["no-file", "info", "extra"],
    ["no-file", "tokens", "--no-such-option"], ["no-file", "tokens", "-prompt", "x"],
    ["no-file", "generate", "--prompt", "x", "--temperature", "-1"],
    ["no-file", "generate", "--prompt", "x", "--temperature", "nan"],
    ["no-file", "generate", "--prompt", "x", "--top-k", "5"],
    ["no-file", "generate", "--prompt", "x", "--temperature", "1", "--top-p", "0"],
    ["no-file", "generate", "--prompt", "x", "--temperature", "1", "--top-p", "2"],
    ["no-file", "generate", "--prompt", "x", "--new-tokens", "-1"],
    ["no-file", "generate", "--prompt"], ["no-file", "generate", "--json=yes"],
    ["no-file", "generate", "--prompt", "x", "--ids", "1"],
    ["no-file", "generate", "--prompt", "x", "--json"], ["no-file", "tokens", "--ids", "1 x"],
    ["no-file", "generate", "--ids", "1", "--chat"], ["no-file", "tokens", "--chat"],
    ["no-file", "generate", "--prompt", "x", "--system", "y"],
    ["no-file", "logits", "--prompt", "x", "--threads", "0"],
  ]

  @Test(arguments: wrong) func wrongUsageIsOneSentence(arguments: [String]) async throws {
    expectOneSentence(try await program.run(arguments), status: 64)
  }

  @Test func theNearestNameIsSaid() async throws {
    let command = try await program.run(["f", "genrate"])
    #expect(command.errors.contains("the nearest is 'generate'"))
    let option = try await program.run(["f", "generate", "--topk", "3"])
    #expect(option.errors.contains("the nearest is --top-k"))
  }

  @Test(arguments: ["info", "tokens", "logits", "loss", "generate"])
  func whatIsNoModelIsOneSentence(command: String) async throws {
    let models = try Models()
    let fifo = models.folder.url("fifo").path
    #expect(mkfifo(fifo, 0o600) == 0)
    try models.folder.write("this is not a model", to: "text")
    try models.folder.write("", to: "empty")
    for (path, words) in [
      (models.folder.folder.path, "is a folder"), ("/dev/null", "is a device"),
      (fifo, "is a pipe"), (models.folder.url("text").path, "not a GGUF file"),
      (models.folder.url("empty").path, "is empty"), ("/nowhere/at all", "No such file"),
      ("", "No such file"),
    ] {
      expectOneSentence(
        try await program.run(
          command == "info" ? [path, command] : [path, command, "--ids", "1"]),
        words)
    }
  }

  @Test func aTruncatedFileIsOneSentence() async throws {
    let models = try Models()
    let whole = try models.bytes()
    let places = [1, 4, 7, 12, 23, 24, 40, 100, 500, 3000, 5000]
    for count in places + [whole.count / 2, whole.count - 65, whole.count - 1] {
      try whole.prefix(count).write(to: URL(fileURLWithPath: models.path))
      expectOneSentence(try await program.run([models.path, "generate", "--ids", "1"]))
    }
  }

  @Test func damagedBytesNeverBreakIt() async throws {
    let models = try Models()
    let whole = try models.bytes()
    var generator = SeededGenerator(seed: 7)
    for _ in 0..<60 {
      var bytes = whole
      for _ in 0..<3 {
        bytes[Int(generator.next() % 6000)] = UInt8(truncatingIfNeeded: generator.next())
      }
      try bytes.write(to: URL(fileURLWithPath: models.path))
      let outcome = try await program.run(
        [models.path, "generate", "--ids", "1", "--new-tokens", "2"])
      #expect(outcome.exited && [0, 1].contains(outcome.status), "\(outcome)")
      if outcome.status == 1 { #expect(outcome.errors.split(separator: "\n").count == 1) }
    }
  }

  @Test func modelsOfOtherKindsAreRefused() async throws {
    let models = try Models()
    let gemma = try models.file(
      "gemma.gguf",
      [
        ("general.architecture", .string("gemma3")), ("gemma3.block_count", .uint32(18)),
        ("tokenizer.ggml.model", .string("llama")),
        ("tokenizer.ggml.tokens", .array(GGUFArray(["<pad>", "<eos>", "▁the"]))),
        ("tokenizer.ggml.scores", .array(GGUFArray([Float(0), 0, -1]))),
      ])
    for command in ["info", "logits", "loss", "generate"] {
      expectOneSentence(
        try await program.run([gemma, command] + (command == "info" ? [] : ["--ids", "1"])),
        "the architecture “gemma3”, which is not read; llama, qwen2, qwen3 are")
    }
    expectOneSentence(
      try await program.run([gemma, "tokens", "--prompt", "the"]),
      "the vocabulary is of the kind “llama”; only byte-level BPE")
  }

  /// Weights that are no numbers are refused, and numbers that overflow on the way are told.
  @Test func numbersThatAreNoneAreTold() async throws {
    let nan = try Models { $0.blocks[1].feedForward.up.weight[3, 5] = .nan }
    let infinite = try Models { $0.blocks[0].attention.key.weight[0, 0] = .infinity }
    for models in [nan, infinite] {
      for command in ["logits", "loss", "generate"] {
        expectOneSentence(
          try await program.run([models.path, command, "--ids", "1,2"]),
          "a number that is infinite or NaN")
      }
    }
    let overflowing = try Models { model in
      for feature in 0..<32 { model.head.weight[feature, 9] = 3e38 }
    }
    for command in ["logits", "loss", "generate"] {
      expectOneSentence(
        try await program.run([overflowing.path, command, "--ids", "1,2"]),
        "the model computes logits that are infinite or NaN")
      let outcome = try await program.run(
        [overflowing.path, command, "--json"], input: "{\"ids\": [1, 2]}")
      #expect(outcome.status == 1)
      #expect(try answers(outcome)[0].error?.contains("infinite or NaN") == true)
      #expect(try answers(outcome)[0].ids == nil)
    }
  }

  @Test func wrongRequestsAreAnsweredOneByOne() async throws {
    let models = try Models()
    let long = [Int](repeating: 1, count: 97)
    let lines = [
      "{\"ids\": [1], \"new\": 2}", "nothing", "{\"ids\": [1], \"new\": 2", "[1]", "1", "null",
      "{}", "{\"ids\": [1], \"text\": \"a\"}", "{\"ids\": \"1\"}", "{\"ids\": [1.5]}",
      "{\"ids\": [257]}", "{\"ids\": [-1]}", "{\"ids\": []}", "{\"ids\": \(long)}",
      "{\"ids\": [1], \"new\": -1}", "{\"ids\": [1], \"new\": 1e300}",
      "{\"ids\": [1], \"new\": 9223372036854775807}", "{\"ids\": [1], \"new\": 97}",
      "{\"ids\": [1], \"temperature\": -1}", "{\"ids\": [1], \"top_k\": 3}",
      "{\"ids\": [1], \"temperature\": 1, \"top_p\": 0}", "{\"ids\": [1], \"nwe\": 3}",
      String(repeating: "[", count: 100_000), "{\"text\": \"\\ud800\", \"new\": 1}",
      "{\"ids\": [1], \"new\": 2}",
    ]
    let outcome = try await program.run(
      [models.path, "generate", "--json"], input: lines.joined(separator: "\n"))
    let answers = try answers(outcome)
    #expect(outcome.exited && outcome.status == 1)
    #expect(answers.count == lines.count)
    #expect(answers.first == answers.last && answers.first?.ids?.count == 2)
    for (line, answer) in zip(lines, answers).dropFirst().dropLast() {
      #expect(answer.ids == nil && answer.error != nil, "\(line.prefix(60)): \(answer)")
    }
    #expect(answers[21].error == "There is no key 'nwe'; the nearest is 'new'.")
    let count = lines.count
    #expect(outcome.errors == "model: \(count - 2) of \(count) requests could not be answered.\n")
  }

  @Test func textsThatAreNoneAreOneSentence() async throws {
    let models = try Models()
    expectOneSentence(
      try await program.run([models.path, "generate"], input: ""), "the text is empty")
    expectOneSentence(
      try await program.run([models.path, "generate", "--ids", "1,999"]), "token 999 is not one")
    expectOneSentence(
      try await program.run([models.path, "tokens", "--ids", "1,999"]), "is not one of the 257")
    expectOneSentence(
      try await program.run(
        [models.path, "generate", "--prompt", String(repeating: "x", count: 97)]),
      "longer than the context of 96")
    let outcome = try await program.shell("printf 'a\\377b' | \"$0\" '\(models.path)' generate")
    #expect(outcome.status == 1 && outcome.errors.contains("not UTF-8"))
    let closed = try await program.shell("\"$0\" '\(models.path)' generate <&-")
    #expect(closed.status == 1 && closed.errors.contains("Standard input cannot be read"))
  }

  @Test func readersMayLeave() async throws {
    let models = try Models()
    let early = try await program.shell(
      "{ \"$0\" '\(models.path)' info; echo $? >&2; } | head -c 10")
    #expect(early.errors == "0\n")
    let closed = try await program.shell("\"$0\" '\(models.path)' info >&-")
    #expect(closed.status == 1 && closed.errors.contains("Standard output cannot be written"))
  }

  @Test func ctrlCEndsIt() async throws {
    let models = try Models()
    let outcome = try await program.shell(
      """
      cd '\(models.folder.folder.path)'
      { echo '{"ids": [1], "new": 1}'; sleep 4; } | "$0" model.gguf generate --json > answer &
      while [ ! -s answer ]; do sleep 0.1; done
      kill -INT $!; wait $!; echo $?
      """)
    #expect(outcome.output == "130\n" && outcome.errors == "", "\(outcome)")
  }

  @Test func aFileThatShrinksIsToldWithoutABreakdown() async throws {
    let models = try Models()
    let outcome = try await program.shell(
      """
      { echo '{"ids": [1, 2], "new": 3}'; sleep 1; head -c 5000 /dev/null > '\(models.path)'
        echo '{"ids": [1, 2], "new": 3}'; } | "$0" '\(models.path)' generate --json
      """)
    #expect(outcome.status == 1)
    #expect(try answers(outcome).count <= 1)
    #expect(outcome.errors.hasSuffix("was shortened by another program while it was in use.\n"))
  }
}
