import Experiments
import GQAExperiments
import KVCacheExperiments
import Exercises
import LanguageModel
import Mini
import RMSNormExperiments
import RoPEExperiments
import TrainingExperiments

extension Mistake {
  static let experiments = [
    Mistake("a text of 5 tokens does not fit the model that writes") {
      let picture = liveWriting(try shortSighted())
      _ = picture.view(at: picture.defaults)
    },
    Mistake("a text of 5 tokens does not fit the model that reads it") {
      let picture = liveReading(try shortSighted())[0]
      _ = picture.view(at: picture.defaults, text: "Ann has a red")
    },
    Mistake("a text of 5 tokens does not fit the model that looks") {
      let picture = liveReading(try shortSighted())[1]
      _ = picture.view(at: picture.defaults, text: "Ann has a red")
    },
    Mistake("a binary code has 1 to 62 digits, not 63") { _ = BinaryEncoding(bits: 63) },
    Mistake("a code needs at least one feature, not 0") { _ = IntegerEncoding(dimensions: 0) },
    Mistake("a text of length 0 has no positions") { _ = IntegerEncoding(normalizedBy: 0) },
    Mistake("a scalar has no rows") { _ = Tensor(zeros: []).recenteredRows },
    Mistake("a gain [4] and a bias [4] do not fit cases of the shape [2, 3]") {
      _ = BatchNorm(dimensions: 4)(Tensor(zeros: [2, 3]))
    },
    Mistake("a gain [4] does not fit a weight of the shape [2, 3]") {
      _ = WeightNorm(dimensions: 4)(Tensor(zeros: [2, 3]))
    },
    Mistake("the summed inputs [5, 3] do not come from the weight [2, 3]") {
      _ = WeightNorm(dimensions: 2)(Tensor(zeros: [5, 3]), weight: Tensor(zeros: [2, 3]))
    },
    Mistake("two axes with whole pairs need a multiple of 4 features, not 6") {
      _ = AxialRotaryEmbedding(headDimension: 6)
    },
    Mistake("the tokens of [2, 4] need as many positions, not 1") {
      _ = AxialRotaryEmbedding(headDimension: 4)(
        Tensor(zeros: [2, 4]), positions: [AxialPosition(x: 0, y: 0)])
    },
    Mistake("[2, 6] does not hold 4 heads") {
      var random = SeededGenerator(seed: 1)
      _ = try Linear(weight: Tensor(zeros: [2, 6])).poolingHeads(
        4, to: 2, by: .mean, using: &random)
    },
    Mistake("[2, 8] does not hold 3 heads, or they cannot stand there 2 times") {
      _ = Linear(weight: Tensor(zeros: [2, 8])).repeatedHeads(3, times: 2)
    },
    Mistake("8 bits are for [heads, tokens, headDimension], not [3]") {
      _ = Int8Quantization(Tensor([1, 2, 3]), scales: .perToken)
    },
    Mistake("a corpus needs at least 130 bytes, not 3") { _ = Corpus(bytes: [1, 2, 3]) },
    Mistake("dot of 2 numbers and 3 is not defined") { _ = Exercises.dot([1, 2], [1, 2, 3]) },
    Mistake("a row of 5 cannot be cut into 2 heads") {
      _ = Exercises.heads(of: [1, 2, 3, 4, 5], 2)
    },
    Mistake("48 is no power of two") { _ = GGUFWriter(alignment: 48) },
  ]
}

/// A model of the small language that reads four tokens.
private func shortSighted() throws -> Transformer {
  var c = TransformerConfiguration.smallLanguage
  c.contextLength = 4
  return try Transformer(c, seed: 1)
}
