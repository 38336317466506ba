import Foundation
import LanguageModel
import Mini
import Testing

private let program = Program("model")

/// What `model` answers, against the library that it is made of.
@Suite struct ModelProgramTests {
  @Test func tokensOfATextAreAnswered() async throws {
    let models = try ModelFiles()
    let outcome = try await program.run(
      [models.path, "tokens", "--json"],
      input: """
        {"text": "ab\\u00e9"}
        {"text": "a<|endoftext|>", "special": true}

        {"text": "a<|endoftext|>", "special": false}
        {"text": ""}
        """)
    #expect(outcome.status == 0 && outcome.errors == "")
    #expect(
      try answers(outcome)[0].pieces
        == ["a", "b", .bytes([195]), .bytes([169])])
    #expect(try answers(outcome)[1].pieces == ["a", "<|endoftext|>"])
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
    let models = try ModelFiles()
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
      #expect(answer.top == Array(expected) && answer.pieces?.count == 20)
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
    let models = try ModelFiles()
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
    #expect(answers.allSatisfy { $0.ended_by == "limit" && $0.pieces?.count == $0.ids?.count })
  }

  @Test func theTextEndsAtTheEndToken() async throws {
    // Of all bytes and the end token, the last has the largest logit wherever the hidden state is.
    let models = try ModelFiles { model in
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
    #expect(try answers(outcome)[0].ended_by == "token")
    #expect(try answers(outcome)[0].pieces?.last == "<|endoftext|>")
    let shown = try await program.run([models.path, "generate", "--ids", "65"])
    #expect(
      shown.errors
        == "model: The text ended by itself, with the token 256, \"<|endoftext|>\".\n")
    #expect(!(try answers(outcome)[0].text!.contains("<|endoftext|>")))
  }

  /// The limit that was asked for, the one that is there if none was, or the context.
  @Test func whyATextHasEndedIsSaid() async throws {
    let models = try ModelFiles { model in
      for feature in 0..<32 { model.head.weight[feature, 256] = 0 }  // never the likeliest for long
    }
    let free = try await program.run([models.path, "generate", "--prompt", "ab"])
    let line = try #require(free.errors.split(separator: "\n").last)
    #expect(
      line == "model: The text was ended after 95 new tokens: the context of the model is full.",
      "\(free)")
    let asked = try await program.run(
      [models.path, "generate", "--prompt", "ab", "--new-tokens", "7"])
    #expect(
      asked.errors == "model: The text was ended after 7 new tokens, as --new-tokens asks.\n")
    let answered = try await program.run(
      [models.path, "generate", "--json"], input: "{\"text\": \"ab\"}")
    #expect(try answers(answered)[0].ended_by == "context")
  }

  /// Random bytes are hardly ever whole characters; what is shown is always text.
  @Test func whatIsWrittenIsAlwaysText() async throws {
    let models = try ModelFiles()
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
    let models = try ModelFiles(vocabulary: vocabulary)
    let outcome = try await program.run(
      [models.path, "tokens", "--json"], input: "{\"text\": \"a\\u0001b\"}")
    #expect(
      try answers(outcome) == [
        ModelAnswer(ids: [97, 98], pieces: ["a", "b"], missing_bytes: [1])
      ])
    let shown = try await program.run([models.path, "tokens"], input: "a\u{1}b\n")
    #expect(shown.status == 0 && shown.output.split(separator: "\n").count == 2)
    #expect(shown.errors.hasSuffix("which is read without them: 01.\n"))
  }

  @Test func helpIsShown() async throws {
    let outcome = try await program.run(["--help"])
    #expect(outcome.status == 0 && outcome.errors == "")
    for word in ["model FILE generate", "--temperature", "--json", "Exit status"] {
      #expect(outcome.output.contains(word))
    }
  }
}
