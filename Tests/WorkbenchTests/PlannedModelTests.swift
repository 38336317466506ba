import Testing
import Workbench

@testable import Experiments

@Suite struct PlannedModelTests {
  private static let named = [
    ("Llama-3-8B", "Llama 3 8B"), ("llama 3.1 70b", "Llama 3.1 70B"), ("llama3:8b", "Llama 3 8B"),
    ("Llama-2-70B", "Llama 2 70B"), ("meta-llama/Meta-Llama-3-8B-Instruct", "Llama 3 8B"),
    ("meta-llama/Llama-2-7b-chat-hf", "Llama 2 7B"), ("smollm2 135m", "SmolLM2 135M"),
    ("HuggingFaceTB/SmolLM2-135M-Instruct", "SmolLM2 135M"), ("gpt2", "GPT-2 124M"),
    ("qwen2.5-7b-instruct", "Qwen2.5 7B"), ("Mistral-7B-v0.1", "Mistral 7B"),
    ("phi-3-mini-4k-instruct", "Phi-3 mini 4k"), ("google/gemma-7b-it", "Gemma 7B"),
    ("TinyLlama_1.1B", "TinyLlama 1.1B"), ("Llama 3.1 405B", "Llama 3.1 405B"),
  ]

  @Test(arguments: named) func namesAsPeopleTypeThem(typed: String, name: String) throws {
    #expect(PublishedModel(typed: typed)?.name == name)
    #expect(try PlannedModel(typed, weightBits: 16).name == name)
  }

  @Test(arguments: ["", "llama", "llama 3", "llama 27b", "gemma 2 9b", "mistral 7b v0.3", "70b"])
  func othersAreNotTakenForThem(typed: String) {
    #expect(PublishedModel(typed: typed) == nil)
  }

  @Test func everyModelHasANameOfItsOwn() {
    for model in PublishedModel.all {
      #expect(PublishedModel(typed: model.name)?.name == model.name)
    }
  }

  private static let wrong = [
    ("llama 3 9b", "of that family there are Llama 3.2 1B"), ("my model", "there are GPT-2 124M"),
    ("/nowhere/model.gguf", "/nowhere/model.gguf"), ("layers=2", "lack width and query-heads and"),
    ("layers=2 hight=3", "'hight=3' is no size"), ("layers=x", "layers cannot be 'x'"),
    ("layers=0", "layers cannot be '0'"), ("layers=1e99", "layers cannot be '1e99'"),
    ("layers=nan", "layers cannot be 'nan'"), ("layers=2 layers=3", "given twice"),
    ("layers=2 width=64 query-heads=8 kv-heads=3 weights=1e9", "cannot share 3 kv heads"),
    ("layers=2 width=65 query-heads=8 kv-heads=2 weights=1e9", "cannot be cut into 8 heads"),
    ("layers=2 width=64 query-heads=8 kv-heads=2 weights=10", "too few"),
    (
      "layers=1e6 width=1e6 query-heads=1e6 kv-heads=1e6 head=1e6 weights=1e15", "too few"
    ),
  ]

  @Test(arguments: wrong) func whatIsWrongIsOneSentence(typed: String, words: String) {
    #expect {
      _ = try PlannedModel(typed, weightBits: 16)
    } throws: { error in
      let sentence = "\(error)"
      return sentence.contains(words) && sentence.hasSuffix(".") && !sentence.contains("\n")
    }
  }

  /// Sizes give what the name gives, but for the tables that nobody told of.
  @Test func sizesOfAModel() throws {
    let sizes = try PlannedModel(
      "layers=32, width=4096, query-heads=32, kv-heads=8, weights=8030261248, context=8192",
      weightBits: 16)
    let named = PublishedModel.named("Llama 3 8B").planned()
    #expect(sizes.all == named.all && sizes.keyValue == named.keyValue)
    #expect(sizes.headDimension == 128 && sizes.context == 8192 && sizes.lookedUp.weights == 0)
  }

  /// pages: Llama 2 7B with one kv head has 2.1 GB less to keep.
  @Test func keyAndValueMatricesChangeWithTheHeads() {
    let llama = PublishedModel.named("Llama 2 7B").planned()
    let one = llama.with(kvHeads: 1)
    #expect(one.all.weights == llama.all.weights - 2 * 32 * 4096 * 31 * 128)
    #expect(one.all.bytes == 2 * one.all.weights && one.kvHeads == 1)
    #expect(one.with(kvHeads: 32).all == llama.all)
    let four = PublishedModel.named("Llama 2 7B").planned(weightBits: 4)
    #expect(four.all.bytes == llama.all.bytes / 4)
  }
}
