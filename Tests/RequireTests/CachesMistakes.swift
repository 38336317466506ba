@testable import Mini

extension Mistake {
  static let caches = [
    Mistake("keys [2, 3, 4] and values [2, 3, 4] must both be [1, tokens, 4] for this cache") {
      var cache = try KVCache(kvHeads: 1, headDimension: 4, capacity: 4)
      let keys = Tensor(zeros: [2, 3, 4])
      try cache.update(keys: keys, values: keys)
    },
    Mistake("queries [1, 2, 4] and keys [1, 3, 4] must be of the same tokens") {
      var cache = try KVCache(kvHeads: 1, headDimension: 4, capacity: 4)
      let keys = Tensor(zeros: [1, 3, 4])
      _ = try cache.attend(queries: Tensor(zeros: [1, 2, 4]), keys: keys, values: keys)
    },
    Mistake("outputs of queries [1, 3, 4] do not go into [1, 2, 4]") {
      var cache = try KVCache(kvHeads: 1, headDimension: 4, capacity: 4)
      let keys = Tensor(zeros: [1, 3, 4])
      var heads = Tensor(zeros: [1, 2, 4])
      try cache.attend(queries: keys, keys: keys, values: keys, into: &heads)
    },
    Mistake("0 tokens cannot be trimmed to 1") {
      var cache = try KVCache(kvHeads: 1, headDimension: 4, capacity: 4)
      cache.trim(to: 1)
    },
  ]
}
