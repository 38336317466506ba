import Mini

extension Mistake {
  static let attention = [
    Mistake("queries [2, 3, 4] and keys [2, 3, 5] must be [heads, tokens, headDimension]") {
      let keys = Tensor(zeros: [2, 3, 5])
      _ = Mini.attention(
        queries: Tensor(zeros: [2, 3, 4]), keys: keys, values: keys, mask: .none)
    },
    Mistake("the heads of queries [3, 3, 4] must be a multiple of those of keys [2, 3, 4]") {
      let keys = Tensor(zeros: [2, 3, 4])
      _ = Mini.attention(
        queries: Tensor(zeros: [3, 3, 4]), keys: keys, values: keys, mask: .none)
    },
    Mistake("with a causal mask queries [2, 4, 4] are the last positions of keys [2, 3, 4]") {
      let keys = Tensor(zeros: [2, 3, 4])
      _ = Mini.attention(
        queries: Tensor(zeros: [2, 4, 4]), keys: keys, values: keys, mask: .causal)
    },
    Mistake("3 slopes do not fit the heads of queries [2, 3, 4]") {
      let x = Tensor(zeros: [2, 3, 4])
      _ = Mini.attention(queries: x, keys: x, values: x, mask: .causal, bias: ALiBi(heads: 3))
    },
    Mistake("outputs of queries [2, 3, 4] do not go into [2, 4, 3]") {
      let x = Tensor(zeros: [2, 3, 4])
      var heads = Tensor(zeros: [2, 4, 3])
      Mini.attention(queries: x, keys: x, values: x, mask: .causal, into: &heads)
    },
    Mistake("keys [3, 4] must be [heads, positions, headDimension]") {
      let x = Tensor(zeros: [3, 4])
      _ = Mini.attention(queries: x, keys: x, values: x, mask: .none)
    },
    Mistake("keys [2, 3, 4] and values [2, 4, 4] must pair up") {
      let x = Tensor(zeros: [2, 3, 4])
      _ = Mini.attention(queries: x, keys: x, values: Tensor(zeros: [2, 4, 4]), mask: .none)
    },
  ]
}
