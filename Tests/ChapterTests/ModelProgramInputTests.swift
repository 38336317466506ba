import Foundation
import LanguageModel
import Mini
import Testing

private let program = Program("model")

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
    ["no-file", "generate", "--ids", "1", "--chat"], ["no-file", "info", "--chat"],
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
    let models = try ModelFiles()
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
    let models = try ModelFiles()
    let whole = try models.bytes()
    let places = [1, 4, 7, 12, 23, 24, 40, 100, 500, 3000, 5000]
    for count in places + [whole.count / 2, whole.count - 65, whole.count - 1] {
      try whole.prefix(count).write(to: URL(fileURLWithPath: models.path))
      expectOneSentence(try await program.run([models.path, "generate", "--ids", "1"]))
    }
  }

  @Test func damagedBytesNeverBreakIt() async throws {
    let models = try ModelFiles()
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
    let models = try ModelFiles()
    let gemma = try models.file(
      "gemma.gguf",
      [
        ("general.architecture", .string("gemma3")), ("gemma3.block_count", .uint32(18)),
        ("tokenizer.ggml.model", .string("llama")),
        ("tokenizer.ggml.tokens", .array(GGUFArray(["<pad>", "<eos>", "▁the"]))),
        ("tokenizer.ggml.scores", .array(GGUFArray([Float(0), 0, -1]))),
      ])
    for command in ["logits", "loss", "generate"] {
      expectOneSentence(
        try await program.run([gemma, command, "--ids", "1"]),
        "the architecture “gemma3”, which is not read; llama, qwen2, qwen3 are")
    }
    expectOneSentence(
      try await program.run([gemma, "tokens", "--prompt", "the"]),
      "the vocabulary is of the kind “llama”; only byte-level BPE")
  }

  /// Weights that are no numbers are refused, and numbers that overflow on the way are told.
  @Test func numbersThatAreNoneAreTold() async throws {
    // No model with them is written: they are put into the file of another.
    func spoiled(_ name: String, _ number: Float) throws -> ModelFiles {
      let models = try ModelFiles()
      let start = try #require(GGUFFile(path: models.path).tensor(name)).range.lowerBound
      var bytes = try models.bytes()
      withUnsafeBytes(of: number.bitPattern.littleEndian) {
        bytes.replaceSubrange(start..<start + 4, with: $0)
      }
      try bytes.write(to: URL(fileURLWithPath: models.path))
      return models
    }
    for models in try [
      spoiled("blk.1.ffn_up.weight", .nan), spoiled("blk.0.attn_k.weight", .infinity),
    ] {
      for command in ["logits", "loss", "generate"] {
        expectOneSentence(
          try await program.run([models.path, command, "--ids", "1,2"]),
          "a number that is infinite or NaN")
      }
    }
    let overflowing = try ModelFiles { model in
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
    let models = try ModelFiles()
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

  /// The true length is said, and what would fit, before a cache is made or a token is read.
  @Test func aTextThatDoesNotFitIsToldWithItsLength() async throws {
    let models = try ModelFiles()
    let long = String(repeating: "x", count: 700)
    let sentence =
      "a text of 700 tokens is longer than the context of 96 that the model was made for"
    for command in ["logits", "loss", "generate"] {
      expectOneSentence(
        try await program.run([models.path, command, "--prompt", long]), sentence)
      let answered = try await program.run(
        [models.path, command, "--json"], input: "{\"text\": \"\(long)\"}")
      #expect(try answers(answered)[0].error?.hasPrefix(sentence) == true)
    }
    let more = ["--prompt", "xy", "--new-tokens"]
    expectOneSentence(
      try await program.run([models.path, "generate"] + more + ["96"]),
      "after a text of 2 tokens the context of 96 that the model was made for has room for 95 new "
        + "tokens, not for 96")
    let fits = try await program.run([models.path, "generate"] + more + ["95"])
    #expect(fits.status == 0)
  }

  @Test func textsThatAreNoneAreOneSentence() async throws {
    let models = try ModelFiles()
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
    let models = try ModelFiles()
    let early = try await program.shell(
      "{ \"$0\" '\(models.path)' info; echo $? >&2; } | head -c 10")
    #expect(early.errors == "0\n")
    let closed = try await program.shell("\"$0\" '\(models.path)' info >&-")
    #expect(closed.status == 1 && closed.errors.contains("Standard output cannot be written"))
  }

  @Test func ctrlCEndsIt() async throws {
    let models = try ModelFiles()
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
    let models = try ModelFiles()
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
