import Mini

/// The sizes of a model that decide what it costs whoever serves it.
package struct PlannedModel: Sendable {
  /// What it is called.
  package var name: String
  /// The number of blocks.
  package var layers: Int
  /// The number of query heads.
  package var queryHeads: Int
  /// The number of kv heads.
  package var kvHeads: Int
  /// The length of a head.
  package var headDimension: Int
  /// The bytes of its weights.
  package var weightBytes: Double

  /// A model from its sizes.
  package init(
    name: String, layers: Int, queryHeads: Int, kvHeads: Int, headDimension: Int,
    weightBytes: Double
  ) {
    self.name = name
    self.layers = layers
    self.queryHeads = queryHeads
    self.kvHeads = kvHeads
    self.headDimension = headDimension
    self.weightBytes = weightBytes
  }

  /// What it costs with so many kv heads, its own if nil.
  package func plan(
    kvHeads: Int? = nil, bytesPerNumber: Int, memory: Double, bandwidth: Double
  ) -> ServingPlan {
    var sizes = TransformerConfiguration()
    sizes.layers = layers
    sizes.queryHeads = queryHeads
    sizes.kvHeads = kvHeads ?? self.kvHeads
    sizes.ownHeadDimension = headDimension
    return ServingPlan(
      weightBytes: weightBytes,
      cacheBytesPerToken: Double(sizes.cacheBytesPerToken(bytesPerNumber: bytesPerNumber)),
      memory: memory, bandwidth: bandwidth)
  }
}
