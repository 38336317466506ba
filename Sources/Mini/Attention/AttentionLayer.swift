import Require

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

  /// A layer with the given weights.
  public init(
    queryHeads: Int, kvHeads: Int, query: Linear, key: Linear, value: Linear, output: Linear,
    rotary: RotaryEmbedding? = nil
  ) throws(ModelError) {
    try Self.validate(queryHeads: queryHeads, kvHeads: kvHeads)
    let (width, headDimension) = (query.inputs, query.outputs / queryHeads)
    require(
      query.outputs == queryHeads * headDimension
        && key.weight.shape == [width, kvHeads * headDimension]
        && value.weight.shape == key.weight.shape
        && output.weight.shape == [query.outputs, width],
      "query \(query.weight.shape), key \(key.weight.shape), value \(value.weight.shape) and output "
        + "\(output.weight.shape) do not fit \(queryHeads) query and \(kvHeads) kv heads")
    require(
      rotary == nil || rotary!.headDimension == headDimension,
      "a rotation of \(rotary!.headDimension) features does not fit heads of \(headDimension)")
    self.queryHeads = queryHeads
    self.kvHeads = kvHeads
    self.query = query
    self.key = key
    self.value = value
    self.output = output
    self.rotary = rotary
  }

  /// A layer before training; `outputGain` scales the last matrix.
  public init(
    width: Int, queryHeads: Int, kvHeads: Int, headDimension: Int, rotary: RotaryEmbedding? = nil,
    outputGain: Double = 1, using generator: inout SeededGenerator
  ) throws(ModelError) {
    try Self.validate(queryHeads: queryHeads, kvHeads: kvHeads)
    let (queries, kvs) = (queryHeads * headDimension, kvHeads * headDimension)
    try self.init(
      queryHeads: queryHeads, kvHeads: kvHeads,
      query: Linear(inputs: width, outputs: queries, using: &generator),
      key: Linear(inputs: width, outputs: kvs, using: &generator),
      value: Linear(inputs: width, outputs: kvs, using: &generator),
      output: Linear(inputs: queries, outputs: width, gain: outputGain, using: &generator),
      rotary: rotary)
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
      let divisors = (1...queryHeads).filter { queryHeads % $0 == 0 }.map(String.init)
      throw ModelError(
        "\(queryHeads) query heads cannot share \(kvHeads) kv heads evenly; choose a number of kv "
          + "heads that divides \(queryHeads): \(divisors.joined(separator: ", "))")
    }
  }
}

// MARK: Applying

extension AttentionLayer {
  /// What attention works on, after projection and rotation.
  public struct Projections: Equatable, Sendable {
    /// `[queryHeads, tokens, headDimension]`
    public var queries: Tensor
    /// `[kvHeads, tokens, headDimension]`
    public var keys: Tensor
    /// `[kvHeads, tokens, headDimension]`, never turned
    public var values: Tensor
  }

  /// Queries, keys and values of `x`, `[tokens, width]`, whose first token stands at `position`.
  public func project(
    _ x: Tensor, position: Int = 0, counter: OperationCounter? = nil
  ) -> Projections {
    var workspace = Workspace()
    project(x, position: position, into: &workspace, counter: counter)
    return workspace.projections
  }

  /// The layer on a whole text, without a cache.
  ///
  /// - Parameters:
  ///   - x: `[tokens, width]`
  ///   - mask: causal in a language model, none in an encoder
  ///   - position: where the first token stands
  ///   - counter: where the multiply–adds are counted
  /// - Returns: `[tokens, width]`
  public func callAsFunction(
    _ x: Tensor, mask: AttentionMask = .causal, position: Int = 0,
    counter: OperationCounter? = nil
  ) -> Tensor {
    var y = Tensor(unwritten: [x.rowCount, output.outputs])
    var workspace = Workspace()
    self(
      x, mask: mask, position: position, into: &y, workspace: &workspace, counter: counter)
    return y
  }

  /// The layer on the next tokens of a text whose earlier ones are in `cache`: each row has the bits
  /// that it has in the whole text.
  ///
  /// - Parameters:
  ///   - x: `[tokens, width]`
  ///   - cache: where keys and values are appended
  ///   - position: where the first token stands; after the cached ones if nil
  ///   - counter: where the multiply–adds are counted
  /// - Returns: `[tokens, width]`
  public func callAsFunction(
    _ x: Tensor, cache: inout some KeyValueCache, position: Int? = nil,
    counter: OperationCounter? = nil
  ) throws(ModelError) -> Tensor {
    var y = Tensor(unwritten: [x.rowCount, output.outputs])
    var workspace = Workspace()
    try self(
      x, cache: &cache, position: position, into: &y, workspace: &workspace, counter: counter)
    return y
  }
}

// MARK: In memory that is kept

extension AttentionLayer {
  /// The layer on a whole text, into the memory of `y`.
  func callAsFunction(
    _ x: Tensor, mask: AttentionMask, position: Int, into y: inout Tensor,
    workspace w: inout Workspace, counter: OperationCounter?
  ) {
    project(x, position: position, into: &w, counter: counter)
    let p = w.projections
    counter?.addAttention(queries: p.queries.shape, positions: x.shape[0], mask: mask)
    attention(queries: p.queries, keys: p.keys, values: p.values, mask: mask, into: &w.heads)
    mergeHeads(into: &y, workspace: &w, counter: counter)
  }

  /// The layer on the next tokens of a text, into the memory of `y`.
  func callAsFunction(
    _ x: Tensor, cache: inout some KeyValueCache, position: Int?, into y: inout Tensor,
    workspace w: inout Workspace, counter: OperationCounter?
  ) throws(ModelError) {
    // A full cache refuses before anything is computed.
    try cache.reserve(x.shape[0])
    project(x, position: position ?? cache.offset, into: &w, counter: counter)
    let p = w.projections
    try cache.attend(
      queries: p.queries, keys: p.keys, values: p.values, into: &w.heads, counter: counter)
    mergeHeads(into: &y, workspace: &w, counter: counter)
  }

  private func project(
    _ x: Tensor, position: Int, into w: inout Workspace, counter: OperationCounter?
  ) {
    w.fit(self, tokens: x.rowCount)
    query(x, into: &w.queryRows, as: .queries, counter: counter)
    w.queryRows.splitHeads(into: &w.projections.queries)
    key(x, into: &w.kvRows, as: .keys, counter: counter)
    w.kvRows.splitHeads(into: &w.projections.keys)
    value(x, into: &w.kvRows, as: .values, counter: counter)
    w.kvRows.splitHeads(into: &w.projections.values)
    rotary?.turn(&w.projections.queries, offset: position)
    rotary?.turn(&w.projections.keys, offset: position)
  }

  private func mergeHeads(
    into y: inout Tensor, workspace w: inout Workspace, counter: OperationCounter?
  ) {
    w.heads.mergeHeads(into: &w.queryRows)
    output(w.queryRows, into: &y, as: .output, counter: counter)
  }
}
