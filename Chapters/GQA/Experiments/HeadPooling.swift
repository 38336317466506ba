import Base
import Mini

/// How several key or value heads become one, when a multi-head model is turned into one with fewer
/// kv heads (Ainslie et al., 2023, sec. 2.1). The paper finds the mean best and random worst, and
/// then trains on for a twentieth of the original steps: pooling alone loses quality.
package enum HeadPooling: String, CaseIterable, Sendable {
  /// The average of the heads, the matrix with the smallest sum of squared differences from them.
  case mean
  /// The first of the heads, as it is.
  case first
  /// New random numbers of the same magnitude, as if the heads were trained from scratch.
  case random
}

extension Linear {
  /// A key or value projection `[inputs, heads * headDimension]` for fewer heads:
  /// `[inputs, pooledHeads * headDimension]`.
  ///
  /// Neighbours are pooled: new head g comes from the old heads that it replaces, g · m up to
  /// (g + 1) · m with m = heads / pooledHeads. A bias is pooled like a row of weights; random heads begin
  /// without one. Throws where m is not whole.
  package func poolingHeads(
    _ heads: Int, to pooledHeads: Int, by pooling: HeadPooling,
    using generator: inout SeededGenerator
  ) throws(ModelError) -> Linear {
    require(
      heads > 0 && outputs % heads == 0, "\(weight.shape) does not hold \(counted(heads, "head"))")
    try AttentionLayer.validate(queryHeads: heads, kvHeads: pooledHeads)
    let headDimension = outputs / heads
    let perPooled = heads / pooledHeads
    if pooling == .random {
      let deviation = Double(weight.rootMeanSquare)
      return Linear(
        weight: .normal(
          inputs, pooledHeads * headDimension, deviation: deviation, using: &generator),
        bias: bias.map { _ in Tensor(zeros: [pooledHeads * headDimension]) })
    }
    let pooledFrom = pooling == .mean ? perPooled : 1
    func pooled(_ rows: Tensor) -> Tensor {
      var pooled = Tensor(zeros: [rows.shape[0], pooledHeads * headDimension])
      for i in 0..<rows.shape[0] {
        for g in 0..<pooledHeads {
          for j in 0..<headDimension {
            let sum = (0..<pooledFrom).reduce(Float(0)) { sum, h in
              sum + rows[i, (g * perPooled + h) * headDimension + j]
            }
            pooled[i, g * headDimension + j] = sum / Float(pooledFrom)
          }
        }
      }
      return pooled
    }
    return Linear(
      weight: pooled(weight), bias: bias.map { pooled($0.reshaped(1, outputs))[row: 0] })
  }

  /// A key or value projection in which each of its `heads` stands `times` times, neighbours first:
  /// the same function with more heads than it needs.
  package func repeatedHeads(_ heads: Int, times: Int) -> Linear {
    require(
      heads > 0 && times > 0 && outputs % heads == 0,
      "\(weight.shape) does not hold \(counted(heads, "head")), or they cannot stand there \(times) times"
    )
    let headDimension = outputs / heads
    func repeated(_ rows: Tensor) -> Tensor {
      var repeated = Tensor(zeros: [rows.shape[0], times * outputs])
      for i in 0..<rows.shape[0] {
        for j in 0..<times * outputs {
          let head = j / headDimension / times
          repeated[i, j] = rows[i, head * headDimension + j % headDimension]
        }
      }
      return repeated
    }
    return Linear(
      weight: repeated(weight), bias: bias.map { repeated($0.reshaped(1, outputs))[row: 0] })
  }
}

extension AttentionLayer {
  /// The same layer with fewer kv heads; queries and output stay. Throws where the present kv heads
  /// cannot be pooled evenly.
  package func pooled(
    toKVHeads pooledHeads: Int, by pooling: HeadPooling, using generator: inout SeededGenerator
  ) throws(ModelError) -> AttentionLayer {
    try AttentionLayer(
      queryHeads: queryHeads, kvHeads: pooledHeads, query: query,
      key: key.poolingHeads(kvHeads, to: pooledHeads, by: pooling, using: &generator),
      value: value.poolingHeads(kvHeads, to: pooledHeads, by: pooling, using: &generator),
      output: output, rotary: rotary, distanceBias: distanceBias, queryNorm: queryNorm,
      keyNorm: keyNorm)
  }
}

extension Linear {
  /// The same layer with its weights as numbers, which can be looked at and changed.
  package var widened: Linear {
    switch weights {
    case .numbers: self
    case .panels(let panels): Linear(weight: panels.matrix, bias: bias)
    case .stored(let stored): Linear(weight: stored.dequantized().transposed, bias: bias)
    }
  }
}
