/// Causal attention of one head. Each token sees itself and the tokens before it. The score of one that
/// it sees is its query's dot product with that token's key, divided by √d, where d is the length of a
/// query. The softmax of its scores gives weights, and the result is the sum of the values, each times
/// its weight.
///
/// By hand: token 0 sees itself only, so its row of the result is value 0. If both keys are the same,
/// token 1 gives both values half the weight.
///
/// The formula stands in chapter-rope, section 1.
public func attention(
  queries: [[Double]], keys: [[Double]], values: [[Double]]
) -> [[Double]]? {
  nil  // your code here
}

/// Causal attention of several heads. Each row is a token and holds its heads side by side, the
/// first features for head 0; every head attends by itself, with `attention`.
///
/// Cut the rows with `heads(of:_:)`. Each row of the result has the results of the heads side by side.
///
/// By hand: two heads of one feature, two tokens, all queries 0: token 1 gives both tokens the same
/// weight, so of the values (1, 10) and (3, 30) it gets (2, 20).
///
/// Told in chapter-gqa, section 1.
public func multiHeadAttention(
  queries: [[Double]], keys: [[Double]], values: [[Double]], heads count: Int
) -> [[Double]]? {
  nil  // your code here
}

/// The kv head that query head `h` reads, both counted from 0, if `queryHeads` query heads share
/// `kvHeads` kv heads.
///
/// Neighbours share: of 4 query heads with 2 kv heads, the first two read kv head 0.
///
/// Told in chapter-gqa, section 1.
public func kvHead(ofQueryHead h: Int, queryHeads: Int, kvHeads: Int) -> Int? {
  nil  // your code here
}

/// All that happens between the projections of a layer: a row of `queries`, `keys` and `values` for
/// each token, as the products with Wq, Wk and Wv give them.
///
/// Cut the rows into heads: `queryHeads` of them for queries, `kvHeads` for keys and values. Turn every
/// head of the queries and keys of token n by position n, and no value. Then query head h attends to
/// the keys and values of its kv head. Each row of the result has the heads side by side.
///
/// By hand: one token sees itself only, so each query head gets the value of its kv head: with 4 query
/// heads on 2 kv heads, of 2 features each, the value row (1, 2, 3, 4) becomes
/// (1, 2, 1, 2, 3, 4, 3, 4).
///
/// Told in chapter-gqa, section 1.
public func sharedAttention(
  queries: [[Double]], keys: [[Double]], values: [[Double]], queryHeads: Int, kvHeads: Int,
  base: Double
) -> [[Double]]? {
  nil  // your code here
}

/// Attention of one new token with `queries.count` query heads that share `keys.count` kv heads.
///
/// `queries` has a vector for each query head; `keys` and `values` have, for each kv head, a vector
/// for every token so far. The result has a vector for each query head. Scores are divided by √d and go
/// through a softmax, as in `attention`; nothing is turned here, and nothing is masked.
///
/// By hand: a query of zeros gives all tokens the same weight, so it gets the mean of the values.
///
/// Shown in chapter-gqa, section 1.
public func groupedAttention(
  queries: [[Double]], keys: [[[Double]]], values: [[[Double]]]
) -> [[Double]]? {
  nil  // your code here
}

/// The bytes that one token leaves in the cache of a model with `layers` layers, each `width`
/// features wide and split evenly among `queryHeads` query heads, with two bytes for a number.
///
/// Not all of the sizes of a model count.
public func bytesPerToken(layers: Int, width: Int, queryHeads: Int, kvHeads: Int) -> Int? {
  nil  // your code here
}

/// The key matrix of a model with `count` heads turned into one with `kvHeads` heads by
/// mean-pooling. Each row of `matrix` holds the columns of head 0, then those of head 1, …
///
/// The columns of a new head are the mean of those of the neighbours that it replaces.
///
/// By hand: (1, 3, 5, 9) are four heads of one column; as two heads they are (2, 7).
///
/// Told in chapter-gqa, section 6.
public func pooledHeads(
  _ matrix: [[Double]], heads count: Int, to kvHeads: Int
) -> [[Double]]? {
  nil  // your code here
}
