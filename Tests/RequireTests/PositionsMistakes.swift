import LanguageModel
import Mini

extension Mistake {
  static let positions = [
    Mistake("0 heads have no slopes") { _ = ALiBi(heads: 0) },
    Mistake("9223372036854775807 heads have no slopes") { _ = ALiBi(heads: .max) },
    Mistake("a table of positions has the shape [length, dimensions], not [3]") {
      _ = LearnedEncoding(table: Tensor([1, 2, 3]))
    },
    Mistake("position 2 has no code: the last one that has is 1") {
      _ = LearnedEncoding(table: Tensor([[1, 2], [3, 4]]))(2)
    },
    Mistake("position -1 has no code: the first is 0") {
      _ = LearnedEncoding(table: Tensor([[1, 2], [3, 4]]))(-1)
    },
    Mistake("position 9223372036854775807 has no code") {
      _ = SinusoidalEncoding(dimensions: 4)(.max)
    },
    Mistake("codes of the positions 0..<4611686018427387904 would not fit into the") {
      _ = SinusoidalEncoding(dimensions: 4)(0..<1 << 62)
    },
    Mistake("a sine and a cosine for each frequency make an even number of features, not 7") {
      _ = SinusoidalEncoding(dimensions: 7)
    },
    Mistake("codes of 4611686018427387904 features would not fit into the") {
      _ = SinusoidalEncoding(dimensions: 1 << 62)
    },
    Mistake("frequencies need a positive base, not 0.0") {
      _ = SinusoidalEncoding(dimensions: 8, base: 0)
    },
    Mistake("rotary embedding turns features in pairs, and with 63 of them the last has no partner")
    {
      _ = RotaryEmbedding(headDimension: 63)
    },
    Mistake("a head needs at least one feature, not 0") { _ = RotaryEmbedding(headDimension: 0) },
    Mistake("a head of 4611686018427387904 features would not fit into the") {
      _ = RotaryEmbedding(headDimension: 1 << 62)
    },
    Mistake("10 features cannot be rotated in a head of 8") {
      _ = RotaryEmbedding(headDimension: 8, rotatedDimensions: 10)
    },
    Mistake("frequencies need a positive base, not -1.0") {
      _ = RotaryEmbedding(headDimension: 8, base: -1)
    },
    Mistake("a context grows by a factor of at least 1, not 0.5") {
      _ = RotaryEmbedding(headDimension: 8, scaling: .interpolation(factor: 0.5))
    },
    Mistake("the shape [2, 6] does not end with the head dimension 4") {
      var x = Tensor(zeros: [2, 6])
      x = RotaryEmbedding(headDimension: 4)(x)
    },
    Mistake("the tokens of [3, 4] need as many positions, not 4") {
      _ = RotaryEmbedding(headDimension: 4)(Tensor(zeros: [3, 4]), positions: [0, 1, 2, 3])
    },
    Mistake("a table for heads of 4 features cannot hold -1 positions") {
      _ = RotaryEmbedding(headDimension: 4).table(upTo: -1)
    },
    Mistake("a table for heads of 4 features cannot hold 9223372036854775807 positions") {
      _ = RotaryEmbedding(headDimension: 4).table(upTo: .max)
    },
    Mistake("token 0, pair 2 is outside a table of [1, 2]") {
      _ = RotaryEmbedding(headDimension: 4).table(upTo: 1)[0, 2]
    },
    Mistake("rows of the shape [2, 6] do not hold heads of 4 features") {
      _ = Tensor(zeros: [2, 6]).rearranged(from: .halves, to: .interleaved, headDimension: 4)
    },
    Mistake("with 3 of them the last has no partner") {
      _ = Tensor(zeros: [2, 6]).rearranged(from: .halves, to: .interleaved, headDimension: 3)
    },
  ]
}
