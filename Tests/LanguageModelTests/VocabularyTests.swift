import Foundation
import Testing

@testable import LanguageModel

@Suite struct VocabularyTests {
  private let known: TokenReference

  init() throws {
    known = try TokenReference.load()
  }

  private func file(
    _ change: (inout [(key: String, value: GGUFValue)]) -> Void = { _ in }
  ) throws -> GGUFFile {
    var writer = GGUFWriter()
    writer.metadata = known.vocabulary(.smolLM).metadata
    change(&writer.metadata)
    return try opened(try written(writer))
  }

  private func file(with key: String, _ value: GGUFValue) throws -> GGUFFile {
    try file { metadata in
      metadata.removeAll { $0.key == "tokenizer.ggml." + key }
      metadata.append(("tokenizer.ggml." + key, value))
    }
  }

  private func expect(
    _ file: GGUFFile, _ sentence: String, at location: SourceLocation = #_sourceLocation
  ) {
    let error = #expect(throws: LanguageModelError.self, sourceLocation: location) {
      try Tokenizer(file)
    }
    let text = error?.description.drop { $0 != ":" }.dropFirst(2)
    #expect(text.map(String.init) == sentence, sourceLocation: location)
  }

  @Test func aVocabularyComesBackFromAFile() throws {
    var vocabulary = known.vocabulary(.llama3)
    vocabulary.ends = [0, 2]
    vocabulary.addsBeginning = true
    vocabulary.chatTemplate = "{{ messages }}"
    var writer = GGUFWriter()
    writer.metadata = vocabulary.metadata
    #expect(try Vocabulary(opened(try written(writer))) == vocabulary)
    writer.metadata = Vocabulary.bytes.metadata
    #expect(try Vocabulary(opened(try written(writer))) == .bytes)
  }

  @Test func endsAreFoundByKeyAndByText() throws {
    // <|im_end|> is named by no key.
    #expect(try Vocabulary(file()).ends == [0, 2])
    #expect(try Vocabulary(file(with: "eos_token_id", .uint32(5))).ends == [5, 0, 2])
    #expect(try Vocabulary(file(with: "eot_token_id", .uint32(7))).ends == [0, 7, 2])
  }

  @Test func textsBeginAsTheRuleAndTheFileSay() throws {
    func adds(_ rule: PreTokenizer, _ flag: Bool?) throws -> Bool {
      try Vocabulary(
        file { metadata in
          metadata.removeAll {
            $0.key == "tokenizer.ggml.pre" || $0.key == "tokenizer.ggml.add_bos_token"
          }
          metadata.append(("tokenizer.ggml.pre", .string(rule.name)))
          if let flag { metadata.append(("tokenizer.ggml.add_bos_token", .bool(flag))) }
        }
      ).addsBeginning
    }
    #expect(try adds(.llama3, nil))
    #expect(try !adds(.llama3, false))
    #expect(try !adds(.smolLM, nil))
    #expect(try adds(.smolLM, true))
  }

  @Test func whatIsNotReadIsRefused() throws {
    expect(
      try file(with: "model", .string("llama")),
      "the vocabulary is of the kind “llama”; only byte-level BPE, “gpt2”, is read")
    expect(
      try file(with: "pre", .string("tekken")),
      "texts are cut into words by the rule “tekken”, which is not known here; gpt-2, llama-bpe, "
        + "qwen2, smollm are")
    expect(
      try file { $0.removeAll { $0.key == "tokenizer.ggml.pre" } },
      "the key “tokenizer.ggml.pre” is missing, so nobody knows how a text is cut into words")
    expect(
      try file(with: "add_space_prefix", .bool(true)),
      "the key “tokenizer.ggml.add_space_prefix” is true, which is not done here")
    expect(
      try file(with: "precompiled_charsmap", .array(GGUFArray([Int32(1)]))),
      "the key “tokenizer.ggml.precompiled_charsmap” is there, which is not followed here")
    #expect(throws: Never.self) {
      try Tokenizer(file(with: "add_space_prefix", .bool(false)))
    }
  }

  @Test func listsThatDoNotFitAreRefused() throws {
    expect(
      try file { $0.removeAll { $0.key == "tokenizer.ggml.merges" } },
      "the key “tokenizer.ggml.merges” is missing")
    expect(
      try file(with: "tokens", .array(GGUFArray([Int32(1)]))),
      "the key “tokenizer.ggml.tokens” is a list of 1, where a list of texts should stand")
    expect(try file(with: "tokens", .array(GGUFArray([String]()))), "the vocabulary has 0 tokens")
    expect(
      try file(with: "token_type", .array(GGUFArray([Int32(1), 1]))),
      "there are 627 tokens and 2 kinds of tokens")
    expect(
      try file(with: "token_type", .array(GGUFArray([Int32](repeating: 9, count: 627)))),
      "token 0 is of the kind 9; there are 1 to 6")
    expect(
      try file(with: "tokens", .array(GGUFArray(known.tokens.dropLast() + ["Ġt"]))),
      "the tokens \(known.tokens.firstIndex(of: "Ġt")!) and 626 are the same: “Ġt”")
    expect(
      try file(with: "merges", .array(GGUFArray(["Ġ t", "Ġt zzz"]))),
      "merge 1, “Ġt zzz”, is not of two tokens that make a third")
    for merge in ["Ġt", "", " ", "t ", "zz t", "q x"] {
      expect(
        try file(with: "merges", .array(GGUFArray([merge]))),
        "merge 0, “\(merge)”, is not of two tokens that make a third")
    }
    expect(
      try file(with: "eos_token_id", .uint32(627)),
      "the key “tokenizer.ggml.eos_token_id” is 627, but there are 627 tokens")
    expect(
      try file(with: "bos_token_id", .int32(-1)),
      "the key “tokenizer.ggml.bos_token_id” is -1, but there are 627 tokens")
    expect(
      try file(with: "bos_token_id", .string("1")),
      "the key “tokenizer.ggml.bos_token_id” is a text, where a whole number should stand")
    expect(
      try file { metadata in
        metadata.removeAll { $0.key.hasSuffix("bos_token_id") || $0.key.hasSuffix("add_bos_token") }
        metadata.append(("tokenizer.ggml.add_bos_token", .bool(true)))
      }, "texts are to begin with a token that the file does not name")
  }
}
