import Base
import Lanes

/// The way back through attention, with sixteen queries in the lanes as on the way forward.
///
/// For a query with weights p and output o = Σ pⱼ vⱼ, and ∂o for the gradient of a loss with respect
/// to o,
///
///     ∂pⱼ = ∂o · vⱼ
///     ∂sⱼ = pⱼ (∂pⱼ − ∂o · o)             the softmax: Σ pⱼ ∂pⱼ = ∂o · o
///     ∂q  = scale · Σ ∂sⱼ kⱼ              over the keys in their order
///     ∂kⱼ = scale · Σ ∂sⱼ q               over the query heads that read it, and their tokens
///     ∂vⱼ = Σ pⱼ ∂o                       over the same
///
/// The weights are computed again: to keep them would take more memory than all else together. One
/// thread does all query heads of a kv head, so each number is one chain in a fixed order.
extension AttentionKernel {
  /// Writes the gradients with respect to queries, keys and values.
  ///
  /// - Parameters:
  ///   - values: as they lie in memory
  ///   - outputs: what ``writeOutputs(of:to:)`` wrote
  ///   - dOutputs: the gradient with respect to them
  func writeGradients(
    values: UnsafePointer<Float>, outputs: UnsafePointer<Float>,
    dOutputs: UnsafePointer<Float>, to dQueries: UnsafeMutablePointer<Float>,
    _ dKeys: UnsafeMutablePointer<Float>, _ dValues: UnsafeMutablePointer<Float>
  ) {
    let perKVHead = queryHeadsPerKVHead * tokens * positions * headDimension
    Threads.split(kvHeads, costOfOne: 6 * perKVHead, piecesPerThread: 8) { range in
      Scratch.with(count: 16 * (3 * headDimension + 2 * positions)) { scratch in
        let memory = GradientMemory(scratch, headDimension: headDimension, positions: positions)
        for kvHead in range {
          let first = kvHead * headStride
          (dKeys + first).initialize(repeating: 0, count: headStride)
          (dValues + first).initialize(repeating: 0, count: headStride)
          for head in kvHead * queryHeadsPerKVHead..<(kvHead + 1) * queryHeadsPerKVHead {
            for token in stride(from: 0, to: tokens, by: QueryLanes.width) {
              let lanes = lanes(head: head, first: token)
              let row = (head * tokens + token) * headDimension
              addGradients(
                lanes, queries: queries + row, values, outputs: outputs + row,
                dOutputs: dOutputs + row, to: dQueries + row, dKeys + first, dValues + first,
                memory)
            }
          }
        }
      }
    }
  }

  /// Writes ∂q of some queries and adds their part of ∂k and ∂v.
  private func addGradients(
    _ lanes: QueryLanes, queries: UnsafePointer<Float>, _ values: UnsafePointer<Float>,
    outputs: UnsafePointer<Float>, dOutputs: UnsafePointer<Float>,
    to dQueries: UnsafeMutablePointer<Float>, _ dKeys: UnsafeMutablePointer<Float>,
    _ dValues: UnsafeMutablePointer<Float>, _ memory: GradientMemory
  ) {
    let (weights, dScores) = (memory.weights, memory.dScores)
    func turn(_ rows: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>) {
      LaneTransposition.turn(rows, rows: lanes.count, columns: headDimension, to: target)
    }
    turn(queries, memory.queries)
    computeWeights(lanes, memory.queries, weights)

    // ∂s · scale = p · scale · (∂o · v − ∂o · o)
    turn(dOutputs, memory.dOutputs)
    turn(outputs, memory.queries)
    let along = dot(memory.dOutputs, memory.queries, headDimension)
    forEachKeyBlock(lanes, values) { values, position, count in
      for d in stride(from: 0, to: headDimension, by: 8) {
        addProducts(
          memory.dOutputs + 16 * d, features: min(8, headDimension - d), values + d,
          headDimension, count: count, to: dScores + 16 * position, from: d == 0 ? -along : nil)
      }
    }
    multiply(dScores, by: weights, scale, rows: lanes.visible)

    // ∂q
    memory.queries.initialize(repeating: 0, count: 16 * headDimension)
    forEachKeyBlock(lanes, keys) { keys, position, count in
      for d in stride(from: 0, to: headDimension, by: 8) {
        addRows(
          dScores + 16 * position, keys + d, headDimension, features: min(8, headDimension - d),
          count: count, to: memory.queries + 16 * d)
      }
    }
    LaneTransposition.turnBack(
      memory.queries, rows: lanes.count, columns: headDimension, to: dQueries)

    // ∂k and ∂v
    func add(
      _ lanesOfKeys: UnsafePointer<Float>, _ rows: UnsafePointer<Float>,
      to sums: UnsafeMutablePointer<Float>
    ) {
      SmallProduct.add(
        lanesOfKeys, xStride: 16, rows, wStride: headDimension, to: sums, yStride: headDimension,
        rows: lanes.visible, depth: lanes.count, columns: headDimension)
    }
    add(weights, dOutputs, to: dValues)
    add(dScores, queries, to: dKeys)
  }
}

/// What one thread needs for sixteen queries.
private struct GradientMemory {
  /// `[headDimension, 16]` each; the first also serves outputs and ∂q.
  let queries: UnsafeMutablePointer<Float>
  let dOutputs: UnsafeMutablePointer<Float>
  /// `[positions, 16]` each
  let weights: UnsafeMutablePointer<Float>
  let dScores: UnsafeMutablePointer<Float>

  init(_ scratch: UnsafeMutablePointer<Float>, headDimension: Int, positions: Int) {
    queries = scratch
    dOutputs = queries + 16 * headDimension
    weights = dOutputs + 16 * headDimension
    dScores = weights + 16 * positions
  }
}

/// Σ x ⊙ y over the features, one sum in each lane.
@inline(never)
private func dot(
  _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ features: Int
) -> Lanes {
  var sum = Lanes()
  for d in 0..<features { sum.addProduct(Lanes(at: x + 16 * d), Lanes(at: y + 16 * d)) }
  return sum
}

/// x ⊙ y · scale, in the memory of `x`.
@inline(never)
private func multiply(
  _ x: UnsafeMutablePointer<Float>, by y: UnsafePointer<Float>, _ scale: Float, rows: Int
) {
  for j in 0..<rows {
    (Lanes(at: x + 16 * j) * Lanes(at: y + 16 * j) * scale).store(to: x + 16 * j)
  }
}

// MARK: From tensors

extension AttentionKernel {
  /// The gradients with respect to queries, keys and values, in the memory of tensors of their shapes.
  static func writeGradients(
    _ queries: Tensor, _ keys: Tensor, _ values: Tensor, _ mask: AttentionMask, _ scale: Float?,
    _ bias: ALiBi?, outputs: Tensor, dOutputs: Tensor, to dQueries: inout Tensor,
    _ dKeys: inout Tensor, _ dValues: inout Tensor
  ) {
    require(
      [outputs, dOutputs, dQueries].allSatisfy { $0.shape == queries.shape }
        && dKeys.shape == keys.shape && dValues.shape == values.shape,
      "gradients \(dOutputs.shape), \(dQueries.shape), \(dKeys.shape) and \(dValues.shape) do not "
        + "fit queries \(queries.shape) and keys \(keys.shape)")
    with(queries, KeyValueView(keys: keys, values: values), mask, scale, bias) { kernel, values in
      dQueries.withMutableScalars { dQueries in
        dKeys.withMutableScalars { dKeys in
          dValues.withMutableScalars { dValues in
            outputs.withScalars { outputs in
              dOutputs.withScalars { dOutputs in
                kernel.writeGradients(
                  values: values, outputs: outputs, dOutputs: dOutputs, to: dQueries, dKeys,
                  dValues)
              }
            }
          }
        }
      }
    }
  }
}
