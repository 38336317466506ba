import Notebook

extension Part {
  /// Heads that attend, alone, side by side, and shared.
  var examplesOfAttention: [Example] {
    switch self {
    case .attention: return oneHead
    case .multiHeadAttention: return heads
    case .sharedAttention: return shared
    case .groupedAttention: return grouped
    case .kvHead:
      return [(1, 4, 2), (3, 4, 2), (2, 4, 1), (5, 6, 3)].enumerated().map { i, place in
        let (h, queryHeads, kvHeads) = place
        return Example(
          call([
            "ofQueryHead": .init(h), "queryHeads": .init(queryHeads), "kvHeads": .init(kvHeads),
          ]), byHand: i == 0 ? .init(0) : nil
        ) { $0.kvHead(h, queryHeads, kvHeads).map { .init($0) } }
      }

    case .bytesPerToken:
      return [(1, 8, 2, 2), (1, 8, 2, 1), (3, 16, 4, 2)].enumerated().map { i, sizes in
        let (layers, width, heads, kvHeads) = sizes
        return Example(
          call([
            "layers": .init(layers), "width": .init(width), "queryHeads": .init(heads),
            "kvHeads": .init(kvHeads),
          ]), byHand: i == 0 ? .init(32) : nil
        ) { $0.bytesPerToken(layers, width, heads, kvHeads).map { .init($0) } }
      }

    default:
      let matrix: [[Double]] = [[1, 3, 5, 9], [0, 2, 4, 0]]  // 2 inputs, 4 columns
      return [(4, 2), (2, 1), (4, 1)].enumerated().map { i, sizes in
        let (heads, kvHeads) = sizes
        return Example(
          call(["": .init(matrix), "heads": .init(heads), "to": .init(kvHeads)]),
          byHand: i == 0 ? .init([[2.0, 7], [1, 2]]) : nil
        ) { $0.pooledHeads(matrix, heads, kvHeads).map { .init($0) } }
      }
    }
  }

  private var oneHead: [Example] {
    let q: [[Double]] = [[1, 0], [0, 2], [1, 1]]  // 3 tokens of 2 features
    let k: [[Double]] = [[1, 1], [0, 1], [2, 0]]
    let v: [[Double]] = [[1, 0], [0, 1], [4, 2]]
    // Equal keys: half and half. Times 1000, exponentials overflow unless the largest score is taken
    // away.
    let inputs: [([[Double]], [[Double]], [[Double]])] = [
      ([[1, 2], [3, 1]], [[1, 1], [1, 1]], [[2, 0], [4, 8]]), (q, k, v),
      (q.map { $0.map { $0 * 1000 } }, k, v),
    ]
    return inputs.enumerated().map { i, input in
      Example(
        call(["queries": .init(input.0), "keys": .init(input.1), "values": .init(input.2)]),
        byHand: i == 0 ? .init([[2.0, 0], [3, 4]]) : nil
      ) { $0.attention(input.0, input.1, input.2).map { .init($0) } }
    }
  }

  private var heads: [Example] {
    let q: [[Double]] = [[1, 0, 2, 1], [0, 2, -1, 1], [1, 1, 0, 3]]
    let k: [[Double]] = [[1, 1, 0, 2], [0, 1, 1, -1], [2, 0, 1, 1]]
    let v: [[Double]] = [[1, 0, 5, 2], [0, 1, -2, 4], [4, 2, 1, 1]]
    let zeros: [[Double]] = [[0, 0], [0, 0]]
    let inputs: [([[Double]], [[Double]], [[Double]], Int)] = [
      (zeros, [[1, 2], [3, 4]], [[1, 10], [3, 30]], 2), (q, k, v, 2), (q, k, v, 1),
    ]
    return inputs.enumerated().map { i, input in
      Example(
        call([
          "queries": .init(input.0), "keys": .init(input.1), "values": .init(input.2),
          "heads": .init(input.3),
        ]), byHand: i == 0 ? .init([[1.0, 10], [2, 20]]) : nil
      ) { $0.multiHeadAttention(input.0, input.1, input.2, input.3).map { .init($0) } }
    }
  }

  private var shared: [Example] {
    let q: [[Double]] = [
      [1, 0, 2, 1, 0, 1, 1, -1], [0, 2, -1, 1, 2, 0, 1, 1], [1, 1, 0, 3, -1, 2, 0, 1],
    ]  // 4 query heads of 2 features
    let k: [[Double]] = [[1, 1, 0, 2], [0, 1, 1, -1], [2, 0, 1, 1]]  // 2 kv heads
    let v: [[Double]] = [[1, 2, 3, 4], [0, 1, -2, 4], [4, 2, 1, 1]]
    let byHand: [[Double]] = [[1, 2, 1, 2, 3, 4, 3, 4]]
    return [1, 3].map { tokens in
      let (q, k, v) = (
        Array(q.prefix(tokens)), Array(k.prefix(tokens)), Array(v.prefix(tokens))
      )
      return Example(
        call([
          "queries": .init(q), "keys": .init(k), "values": .init(v), "queryHeads": .init(4),
          "kvHeads": .init(2), "base": .init(100),
        ]), byHand: tokens == 1 ? .init(byHand) : nil
      ) { $0.sharedAttention(q, k, v, 4, 2, 100).map { .init($0) } }
    }
  }

  private var grouped: [Example] {
    let q: [[Double]] = [[1, 0], [0, 2], [1, 1], [-1, 1]]  // 4 query heads of 2 features
    let k: [[[Double]]] = [[[1, 1], [0, 1], [2, 0]], [[0, 0], [1, 2], [3, 1]]]  // 3 tokens
    let v: [[[Double]]] = [[[1, 0], [0, 1], [4, 2]], [[5, 5], [0, 2], [1, 7]]]
    // Queries of zeros: the means of the values.
    let inputs: [([[Double]], [[[Double]]], [[[Double]]])] = [
      ([[0, 0], [0, 0]], [[[1, 1], [3, 0]]], [[[2, 0], [4, 8]]]), (q, k, v),
      (q, [k[0]], [v[0]]),
    ]
    return inputs.enumerated().map { i, input in
      Example(
        call(["queries": .init(input.0), "keys": .init(input.1), "values": .init(input.2)]),
        byHand: i == 0 ? .init([[3.0, 4], [3, 4]]) : nil
      ) { $0.groupedAttention(input.0, input.1, input.2).map { .init($0) } }
    }
  }
}
