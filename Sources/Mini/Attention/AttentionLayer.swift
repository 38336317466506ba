import Base

/// An attention layer with its projections: queries from every head, keys and values from as many
/// heads as the model can afford (Vaswani et al., 2017; Shazeer, 2019; Ainslie et al., 2023).
///
/// kvHeads equal to queryHeads is multi-head attention, 1 is multi-query, and what lies between is
/// grouped-query attention. Query head h reads kv head h / queryHeadsPerKVHead: neighbours share.
/// A head may be longer or shorter than width / queryHeads.
public struct AttentionLayer: Sendable {
  /// Wq, `[width, queryHeads * headDimension]`
  public var query: Linear

  /// Wk, `[width, kvHeads * headDimension]`
  public var key: Linear

  /// Wv, `[width, kvHeads * headDimension]`
  public var value: Linear

  /// Wo, `[queryHeads * headDimension, width]`
  public var output: Linear

  /// The number of query heads.
  public let queryHeads: Int

  /// The number of key heads, which is that of value heads.
  public let kvHeads: Int

  /// What turns queries and keys by their positions; nil where positions come in another way.
  public let rotary: RotaryEmbedding?

  /// What normalises each query and each key over the features of its head, before they are turned
  /// (Qwen3); nil in most models.
  public var queryNorm: RMSNorm?
  /// See ``queryNorm``.
  public var keyNorm: RMSNorm?

  /// What is added to scaled scores for their distance; nil where positions come in another way.
  public let distanceBias: ALiBi?

  /// A layer with the given weights, or a sentence about which of them do not fit.
  public init(
    queryHeads: Int, kvHeads: Int, query: Linear, key: Linear, value: Linear, output: Linear,
    rotary: RotaryEmbedding? = nil, distanceBias: ALiBi? = nil, queryNorm: RMSNorm? = nil,
    keyNorm: RMSNorm? = nil
  ) throws(ModelError) {
    try Self.validate(queryHeads: queryHeads, kvHeads: kvHeads)
    let (width, headDimension) = (query.inputs, query.outputs / queryHeads)
    let shapes = [query, key, value, output].map { [$0.inputs, $0.outputs] }
    let kvShape = [width, kvHeads * headDimension]
    let expected = [
      [width, queryHeads * headDimension], kvShape, kvShape, [query.outputs, output.outputs],
    ]
    try ModelError.check(
      shapes == expected,
      "query \(shapes[0]), key \(shapes[1]), value \(shapes[2]) and output \(shapes[3]) do not "
        + "fit \(counted(queryHeads, "query head")) and \(counted(kvHeads, "kv head"))")
    if let rotary, rotary.headDimension != headDimension {
      throw ModelError(
        "a rotation of \(rotary.headDimension) features does not fit heads of \(headDimension)")
    }
    if let distanceBias, distanceBias.slopes.count != queryHeads {
      throw ModelError(
        "\(counted(distanceBias.slopes.count, "slope")) do not fit "
          + counted(queryHeads, "query head"))
    }
    for norm in [queryNorm, keyNorm] {
      if let norm, norm.gain.shape != [headDimension] {
        throw ModelError("a norm \(norm.gain.shape) does not fit heads of \(headDimension)")
      }
    }
    (self.queryHeads, self.kvHeads) = (queryHeads, kvHeads)
    (self.query, self.key, self.value, self.output) = (query, key, value, output)
    (self.rotary, self.distanceBias) = (rotary, distanceBias)
    (self.queryNorm, self.keyNorm) = (queryNorm, keyNorm)
  }

  /// A layer before training; `outputGain` scales the last matrix, and `bias` gives queries, keys and
  /// values one, as in Qwen2.
  public init(
    width: Int, queryHeads: Int, kvHeads: Int, headDimension: Int, rotary: RotaryEmbedding? = nil,
    distanceBias: ALiBi? = nil, outputGain: Double = 1, bias: Bool = false,
    using generator: inout SeededGenerator
  ) throws(ModelError) {
    try Self.validate(queryHeads: queryHeads, kvHeads: kvHeads)
    try ModelError.require(width, atLeastOne: "the width")
    try ModelError.require(headDimension, atLeastOne: "the head dimension")
    try ModelError.requireMemory(
      for: 2 * Count(width) * (Count(queryHeads) + Count(kvHeads)) * Count(headDimension),
      "an attention layer of width \(width) with \(counted(queryHeads, "query head")) and "
        + "\(counted(kvHeads, "kv head")) of \(counted(headDimension, "feature"))")
    let (queries, kvs) = (queryHeads * headDimension, kvHeads * headDimension)
    try self.init(
      queryHeads: queryHeads, kvHeads: kvHeads,
      query: Linear(inputs: width, outputs: queries, bias: bias, using: &generator),
      key: Linear(inputs: width, outputs: kvs, bias: bias, using: &generator),
      value: Linear(inputs: width, outputs: kvs, bias: bias, using: &generator),
      output: Linear(inputs: queries, outputs: width, gain: outputGain, using: &generator),
      rotary: rotary, distanceBias: distanceBias)
  }

  /// The features of one head.
  public var headDimension: Int { query.outputs / queryHeads }

  /// How many query heads read the same kv head.
  public var queryHeadsPerKVHead: Int { queryHeads / kvHeads }

  /// Throws a sentence where kv heads cannot be shared evenly among query heads.
  public static func validate(queryHeads: Int, kvHeads: Int) throws(ModelError) {
    try ModelError.require(queryHeads, atLeastOne: "the number of query heads")
    try ModelError.require(kvHeads, atLeastOne: "the number of kv heads")
    if queryHeads % kvHeads != 0 {
      // A list is for numbers that a reader chose; that of a damaged file may take years to divide.
      let divisors = (1...min(queryHeads, 1024)).filter { queryHeads % $0 == 0 }.map(String.init)
      throw ModelError(
        "\(counted(queryHeads, "query head")) cannot share \(counted(kvHeads, "kv head")) evenly; "
          + "choose a number of kv heads that divides \(queryHeads): "
          + divisors.joined(separator: ", ") + (queryHeads > 1024 ? ", …" : ""))
    }
  }
}

// MARK: Parameters

extension AttentionLayer: Parameterized {
  /// The four projections.
  public mutating func forEachWeights(_ name: String, _ body: (String, inout Weights) -> Void) {
    query.forEachWeights(name + "query.", body)
    key.forEachWeights(name + "key.", body)
    value.forEachWeights(name + "value.", body)
    output.forEachWeights(name + "output.", body)
    queryNorm?.forEachWeights(name + "queryNorm.", body)
    keyNorm?.forEachWeights(name + "keyNorm.", body)
  }
}
