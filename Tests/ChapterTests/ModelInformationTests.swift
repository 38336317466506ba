import Foundation
import LanguageModel
import Mini
import Testing

private let program = Program("model")

/// What `model FILE info` says of files, those that are not computed here included.
@Suite struct ModelInformationTests {
  private func facts(_ path: String) async throws -> [String: Any] {
    let outcome = try await program.run([path, "info", "--json"])
    #expect(outcome.status == 0 && outcome.output.split(separator: "\n").count == 1, "\(outcome)")
    return try #require(
      JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
  }

  @Test func whatTheFileHoldsIsSaid() async throws {
    var vocabulary = Vocabulary.bytes
    vocabulary.chatTemplate = String(repeating: "long ", count: 100) + "end"
    let models = try ModelFiles(vocabulary: vocabulary)
    let shown = try await program.run([models.path, "info"])
    for words in [
      "architecture    llama", "4 query heads on 2 kv heads of 8",
      "tokenizer.ggml.tokens = a list of 257", "ends 256", "  token_embd.weight ",
      "  blk.0-1.attn_k.weight                 [32, 16]            F32",
    ] {
      #expect(shown.output.contains(words), "\(words) in \(shown.output)")
    }
    let facts = try await facts(models.path)
    let types = facts["types"] as? [[String: Any]]
    let tensors = try #require(facts["tensors"] as? [[String: Any]])
    #expect(types?.count == 1 && types?[0]["type"] as? String == "F32")
    #expect(types?[0]["tensors"] as? Int == tensors.count)
    let key = tensors.first { $0["name"] as? String == "blk.1.attn_k.weight" }
    #expect(key?["shape"] as? [Int] == [32, 16] && key?["type"] as? String == "F32")
    #expect(key?["bytes"] as? Int == 32 * 16 * 4)
    #expect(facts["parameters"] as? Int == models.model.configuration.parameterCount)
    #expect(facts["cache_bytes_per_token"] as? Int == 2 * 2 * 2 * 8 * 4)
    #expect(facts["bytes"] as? Int == (try models.bytes().count))
    let keys = try #require(facts["keys"] as? [String: Any])
    #expect(keys["llama.block_count"] as? Int == 2)
    #expect(keys["tokenizer.chat_template"] as? String == vocabulary.chatTemplate)
    #expect((keys["tokenizer.ggml.tokens"] as? [String])?.count == 257)
    #expect((keys["tokenizer.ggml.token_type"] as? [Int])?.last == 3)
    #expect(keys["tokenizer.ggml.add_bos_token"] as? Bool == false)
  }

  /// Another family, a vocabulary alone, a part of a split model: the header is read all the same.
  @Test func filesThatAreNotComputedAreDescribed() async throws {
    let models = try ModelFiles()
    let part = try models.file(
      "part.gguf",
      [("split.no", .uint16(1)), ("split.count", .uint16(3)), ("split.tensors.count", .int32(20))])
    let gemma = try models.file(
      "gemma.gguf",
      [
        ("general.architecture", .string("gemma3")), ("general.name", .string("a gem")),
        ("gemma3.block_count", .uint32(18)), ("gemma3.rope.freq_base", .float32(.infinity)),
        ("tokenizer.ggml.model", .string("llama")),
        ("tokenizer.ggml.tokens", .array(GGUFArray(["<pad>", "<eos>", "▁the"]))),
        ("tokenizer.ggml.scores", .array(GGUFArray([Float(0), 0, -1.5]))),
      ])
    let words = try models.file("words.gguf", Vocabulary.bytes.metadata)
    for (path, sentence, line) in [
      (part, "part 2 of 3 of a split model", "split.tensors.count = 20"),
      (gemma, "the architecture “gemma3”, which is not read", "gemma3.block_count = 18"),
      (words, "the key “general.architecture” is missing", "tokenizer.ggml.pre = gpt-2"),
    ] {
      let shown = try await program.run([path, "info"])
      #expect(shown.status == 0 && shown.errors == "")
      #expect(shown.output.contains("not computed") && shown.output.contains(sentence))
      #expect(shown.output.contains("  " + line + "\n"), "\(shown.output)")
      let facts = try await facts(path)
      #expect((facts["not_computed"] as? String)?.contains(sentence) == true)
      #expect((facts["tensors"] as? [Any])?.count == 0)
    }
    let facts = try await facts(gemma)
    #expect(facts["name"] as? String == "a gem" && facts["architecture"] as? String == "gemma3")
    let keys = try #require(facts["keys"] as? [String: Any])
    #expect(keys["gemma3.rope.freq_base"] as? String == "Infinity")
    #expect(keys["tokenizer.ggml.scores"] as? [Double] == [0, 0, -1.5])
  }

  /// Weights of a type that is not read are named and counted; their texts can be cut into tokens.
  @Test func typesThatAreNotReadAreNamed() async throws {
    let models = try ModelFiles()
    var bytes = try models.bytes()
    for layer in 0..<2 {
      let name = Data("blk.\(layer).ffn_up.weight".utf8)
      let place = try #require(bytes.range(of: name)).upperBound + 4 + 2 * 8
      bytes.replaceSubrange(place..<place + 4, with: [23, 0, 0, 0])
    }
    try bytes.write(to: URL(fileURLWithPath: models.path))
    let shown = try await program.run([models.path, "info"])
    #expect(shown.status == 0)
    #expect(
      shown.output.contains("  blk.0-1.ffn_up.weight                 [32, 64]            IQ4_XS\n"))
    #expect(shown.output.contains("\nIQ4_XS          2           4096         16 384 "))
    #expect(shown.output.contains("has the type IQ4_XS, which is not read"))
    expectOneSentence(
      try await program.run([models.path, "logits", "--prompt", "x"]), "has the type IQ4_XS")
    let tokens = try await program.run([models.path, "tokens", "--prompt", "x"])
    #expect(tokens.status == 0 && tokens.output.contains("120  \"x\""))
  }
}
