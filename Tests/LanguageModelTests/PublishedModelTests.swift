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
    var expected = ModelDescription(
      layers: 30, width: 576, feedForwardWidth: 1536, queryHeads: 9, kvHeads: 3, headDimension: 64,
      vocabulary: 49_152, contextLength: 8192)
    expected.name = "Smollm2 135M 8k Lc100K Mix1 Ep2"
    expected.eps = Double(Float(1e-5))
    expected.rotary.base = 100_000
    expected.tiesHead = true
    #expect(description == expected)
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

  /// Float arithmetic over the widened weights against Double.
  @Test func logitsAreThoseOfThePapers() throws {
    let tokens = [7487, 14_000, 3538, 28, 284]
    let description = try ModelDescription(file)
    let expected = ReferenceForward(description: description, file: file).logits(tokens)
    let logits = try Transformer(file, widened: true)(tokens)
    let error = expected.enumerated().flatMap { row, values in
      values.enumerated().map { abs(Double(logits[row, $0]) - $1) }
    }.max()!
    #expect(error < 1e-3)
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
