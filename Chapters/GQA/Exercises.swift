/// The exercises of this chapter. Each function has an empty body: replace `nil` by your code and
/// ask `swift run chapter-gqa --exercises` how far you are.
enum Exercises {
  static let file = #filePath

  /// Attention of one new token with `queries.count` query heads that share `keys.count` kv heads.
  ///
  /// `queries` has a vector for each query head; `keys` and `values` have, for each kv head, a vector
  /// for every token so far. The result has a vector for each query head. Section 1 shows it once.
  static func groupedAttention(
    queries: [[Double]], keys: [[[Double]]], values: [[[Double]]]
  ) -> [[Double]]? {
    nil  // your code here
  }

  /// The kv head that query head `h` reads, both counted from 0, if `queryHeads` query heads share
  /// `kvHeads` kv heads.
  ///
  /// Neighbours share.
  static func kvHead(ofQueryHead h: Int, queryHeads: Int, kvHeads: Int) -> Int? {
    nil  // your code here
  }

  /// The bytes that one token leaves in the cache of a model with `layers` layers, each `width`
  /// features wide and split evenly among `queryHeads` query heads, with two bytes for a number.
  ///
  /// Not all of the sizes of a model count.
  static func bytesPerToken(layers: Int, width: Int, queryHeads: Int, kvHeads: Int) -> Int? {
    nil  // your code here
  }

  /// The key matrix of a model with `heads` heads turned into one with `kvHeads` heads by
  /// mean-pooling. Each row of `matrix` holds the columns of head 0, then those of head 1, …
  ///
  /// The columns of a new head are the mean of those of the neighbours that it replaces.
  static func pooledHeads(_ matrix: [[Double]], heads: Int, to kvHeads: Int) -> [[Double]]? {
    nil  // your code here
  }
}
