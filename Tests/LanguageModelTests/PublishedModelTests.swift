import Foundation
import Mini
import Testing

@testable import LanguageModel

private let publishedModel = ProcessInfo.processInfo.environment["FIELD_NOTES_MODEL"]

/// SmolLM2-135M-Instruct in Q4_1, if `FIELD_NOTES_MODEL` names its file: against the `gguf` package and
/// `tokenizers` (`Reference/smollm.py` wrote `Reference/smollm.json`).
@Suite(
  .enabled(
    if: publishedModel != nil,
    "FIELD_NOTES_MODEL does not name SmolLM2-135M-Instruct.Q4_1.gguf"))
struct PublishedModelTests {
  private struct Reference: Decodable {
    var sums: [String: String]
    var texts: [String]
    var ids: [[Int]]
  }

  /// What an independent forward pass in 64 bits computes (`Reference/forward.py`).
  private struct Forward: Decodable {
    var passages: [Passage]
    var continuations: [Continuation]
  }

  private struct Passage: Decodable {
    var ids: [Int]
    var losses: [Double]
    /// Those of every 101st token of the vocabulary, after the last token.
    var logits: [Double]
  }

  private struct Continuation: Decodable {
    var ids: [Int]
    var new: [Int]
    var margins: [Double]
  }

  private let file: GGUFFile
  private let known: Reference

  init() throws {
    file = try GGUFFile(path: #require(publishedModel))
    known = try JSONDecoder().decode(Reference.self, from: reference("smollm.json"))
  }

  @Test func theHeaderIsRead() throws {
    #expect(file.version == 3)
    #expect(file.tensors.count == 272)
    #expect(file.metadata.count == 33)
    #expect(file.dataOffset == 1_785_664)
    let description = try ModelDescription(file)
    var sizes = TransformerConfiguration()
    (sizes.layers, sizes.width, sizes.feedForwardWidth) = (30, 576, 1536)
    (sizes.queryHeads, sizes.kvHeads, sizes.vocabulary) = (9, 3, 49_152)
    (sizes.contextLength, sizes.tiesHead) = (8192, true)
    var rotary = RotaryDescription()
    rotary.base = 100_000
    var expected = ModelDescription(.llama, sizes, rotary)
    expected.name = "Smollm2 135M 8k Lc100K Mix1 Ep2"
    #expect(description == expected)
  }

  /// One number, whoever is asked and however.
  @Test func parametersAreCountedAlike() throws {
    func count(_ some: some Parameterized) -> Int { some.parameterCount }
    let model = try Transformer(file)
    #expect(model.parameterCount == 134_515_008 && count(model) == 134_515_008)
    #expect(try ModelDescription(file).parameterCount == 134_515_008)
    #expect(model.configuration.parameterCount == 134_515_008)
    // Two norms, four projections and three matrices.
    let block = 2 * 576 + 2 * 576 * 576 + 2 * 576 * 192 + 3 * 576 * 1536
    #expect(model.blocks[0].parameterCount == block && count(model.blocks[0]) == block)
  }

  @Test func allNumbersAreThoseOfThePackage() {
    #expect(known.sums.count == 272)
    for tensor in file.tensors {
      var sum: UInt64 = 0
      file.numbers(of: tensor).scalars.withUnsafeBufferPointer { numbers in
        for i in numbers.indices { sum &+= UInt64(numbers[i].bitPattern) &* UInt64(2 * i + 1) }
      }
      let digits = String(sum, radix: 16)
      let padded = String(repeating: "0", count: 16 - digits.count) + digits
      #expect(known.sums[tensor.name] == padded, "\(tensor.name)")
    }
  }

  @Test func tokensAreThoseOfTheLibrary() throws {
    let tokenizer = try Tokenizer(file)
    for (text, ids) in zip(known.texts, known.ids) {
      #expect(tokenizer.encode(text) == ids, "\(text.debugDescription)")
    }
    #expect(tokenizer.encode("Time flies fast") == [7487, 14_000, 3538])
    #expect(tokenizer.encode("  1") == [256, 33])
    #expect(tokenizer.vocabulary.ends == [2, 0])
    #expect(tokenizer.vocabulary.beginning == 1)
    #expect(!tokenizer.vocabulary.addsBeginning)
    let all = String(decoding: [0x04, 0x06, 0x13, 0x14, 0x16, 0x1D], as: UTF8.self)
    #expect(tokenizer.missingBytes(in: all) == Array(all.utf8))
  }

  /// Float arithmetic over the blocks and over the widened weights, against Double.
  @Test(arguments: [false, true]) func logitsAreThoseOfThePapers(widened: Bool) throws {
    let tokens = [7487, 14_000, 3538, 28, 284]
    let description = try ModelDescription(file)
    let expected = ReferenceForward(description: description, file: file).logits(tokens)
    let logits = try Transformer(file, widened: widened)(tokens)
    let error = expected.enumerated().flatMap { row, values in
      values.enumerated().map { abs(Double(logits[row, $0]) - $1) }
    }.max()!
    #expect(error < 1e-3)
  }

  private func forward() throws -> Forward {
    try JSONDecoder().decode(Forward.self, from: reference("forward.json"))
  }

  @Test func logitsAndLossesAreThoseOfAnotherForwardPass() throws {
    let model = try Transformer(file)
    for passage in try forward().passages {
      let logits = try model(passage.ids)
      for (i, expected) in passage.losses.enumerated() {
        let row = logits.scalars[i * logits.width..<(i + 1) * logits.width]
        let largest = Double(row.max()!)
        let sum = row.reduce(0) { $0 + exp(Double($1) - largest) }
        let loss = log(sum) + largest - Double(row[row.startIndex + passage.ids[i + 1]])
        #expect(abs(loss - expected) < 1e-3)
      }
      let last = passage.ids.count - 1
      for (i, expected) in passage.logits.enumerated() {
        #expect(abs(Double(logits[last, 101 * i]) - expected) < 1e-3)
      }
    }
  }

  /// The same 48 tokens, as long as no two of the best are nearer to each other than rounding may be.
  @Test func greedyTextIsThatOfAnotherForwardPass() throws {
    let model = try Transformer(file)
    for expected in try forward().continuations {
      let certain = expected.margins.prefix { $0 > 2e-3 }.count
      #expect(certain >= 16)
      var cache = try model.makeCache(capacity: expected.ids.count + expected.new.count)
      let found = try model.generate(
        from: expected.ids, newTokens: expected.new.count, cache: &cache)
      #expect(found.tokens.prefix(certain) == expected.new.prefix(certain))
    }
  }

  /// A prompt in chunks and token by token, on one thread and on several.
  @Test func everyWayOfReadingHasTheSameBits() throws {
    let ids = try #require(try forward().passages.first).ids
    let model = try Transformer(file)
    let whole = try model(ids)
    for (threads, size) in [(1, 1), (2, 7), (3, 64)] {
      let parts = try Threads.with(threads) {
        var cache = try model.makeCache(capacity: ids.count)
        return try stride(from: 0, to: ids.count, by: size).map {
          try model(Array(ids[$0..<min($0 + size, ids.count)]), cache: &cache)
        }
      }
      #expect(Tensor.concatenate(parts) == whole)
    }
  }

  @Test func theChatTemplateIsKnown() throws {
    let tokenizer = try Tokenizer(file)
    let text = try ChatTemplate(tokenizer.vocabulary)
      .text([ChatMessage(role: "user", content: "Hello")])
    #expect(
      text
        == "<|im_start|>system\nYou are a helpful AI assistant named SmolLM, trained by Hugging "
        + "Face<|im_end|>\n<|im_start|>user\nHello<|im_end|>\n<|im_start|>assistant\n")
    let ids = tokenizer.encode(text)
    #expect(ids.first == 1)
    #expect(tokenizer.decode(ids, control: true) == text)
  }
}
