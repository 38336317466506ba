import ExerciseCases
import Mini

/// What `Mini` computes in one block on the way of a text, step by step, a row for each token.
struct Reference {
  /// What goes into the block, and the norm of it.
  var x, normed: [[Double]]
  /// The three projections, before they are cut into heads.
  var queries, keys, values: [[Double]]
  /// Queries and keys after the rotation, the heads side by side.
  var turnedQueries, turnedKeys: [[Double]]
  /// What the heads have read, side by side, and the product of it with Wo.
  var heads, attended: [[Double]]
  /// The norm before the feed-forward layer, what it makes of it, and what leaves the block.
  var secondNormed, fed, y: [[Double]]

  /// The references of all blocks of a text, each made when it is asked for.
  static func walk(
    _ model: Transformer, _ tokens: [Int], _ visit: (Int, Reference) throws -> Bool
  ) throws {
    var x = try model.embeddings(of: tokens)
    for (l, block) in model.blocks.enumerated() {
      let n = block.attentionNorm(x)
      let a = block.attention
      let p = a.project(n)
      let heads = attention(
        queries: p.queries, keys: p.keys, values: p.values, mask: .causal
      ).mergeHeads()
      let attended = a.output(heads)
      let h = x + attended
      let m = block.feedForwardNorm(h)
      let f = block.feedForward(m)
      let y = h + f
      let reference = Reference(
        x: x.doubles, normed: n.doubles, queries: a.query(n).doubles, keys: a.key(n).doubles,
        values: a.value(n).doubles, turnedQueries: p.queries.mergeHeads().doubles,
        turnedKeys: p.keys.mergeHeads().doubles, heads: heads.doubles, attended: attended.doubles,
        secondNormed: m.doubles, fed: f.doubles, y: y.doubles)
      guard try visit(l, reference) else { return }
      x = y
    }
  }
}
