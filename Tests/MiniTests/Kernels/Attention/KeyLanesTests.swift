import Testing

@testable import Mini

@Suite struct KeyLanesTests {
  /// A score has the bits of one chain in the order of the features, beside whatever queries and keys,
  /// and nothing is written between the rows.
  @Test(arguments: 1...KeyLanes.mostQueries)
  func scoresAreChains(queries: Int) {
    var generator = SeededGenerator(seed: 3)
    for width in [1, 7, 8, 19, 64] {
      for count in [16, 17, 31, 64] {
        let x = Tensor.normal(queries, width, using: &generator)
        let keys = Tensor.normal(count, width, using: &generator)
        let stride = count + 5
        var scores = [Float](repeating: 7, count: queries * stride)
        for isFollowed in [false, true] {
          x.withScalars { x in
            keys.withScalars { keys in
              KeyLanes.multiply(
                x, queries: queries, keys, count: count, width: width, into: &scores,
                stride: stride, isFollowed: isFollowed)
            }
          }
          for query in 0..<queries {
            for key in 0..<count {
              var chain: Float = 0
              for d in 0..<width { chain.addProduct(keys[key, d], x[query, d]) }
              #expect(scores[query * stride + key] == chain)
            }
            #expect(scores[query * stride + count..<(query + 1) * stride].allSatisfy { $0 == 7 })
          }
        }
      }
    }
  }
}
