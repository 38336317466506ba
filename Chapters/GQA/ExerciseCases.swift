import Mini
import Notebook
import Workbench

extension GQAChapter {
  var exercises: [Exercise] {
    [
      ExerciseCases.groupedAttention(Exercises.groupedAttention),
      ExerciseCases.kvHead(Exercises.kvHead),
      ExerciseCases.bytesPerToken(Exercises.bytesPerToken),
      ExerciseCases.pooledHeads(Exercises.pooledHeads),
    ]
  }
}

/// What each exercise must give on tiny inputs. The right numbers come from `Mini`; the reader's
/// function is a parameter, so that tests can try answers without changing the chapter.
enum ExerciseCases {
  static func groupedAttention(
    _ attempt:
      @escaping (
        _ queries: [[Double]], _ keys: [[[Double]]], _ values: [[[Double]]]
      ) -> [[Double]]?
  ) -> Exercise {
    Exercise(
      "groupedAttention", "Write attention of one new token with shared kv heads.",
      hint: "First kvHead below; then each query head attends as if it were alone.",
      file: Exercises.file
    ) {
      let q: [[Double]] = [[1, 0], [0, 2], [1, 1], [-1, 1]]  // H = 4, dₕ = 2
      let k: [[[Double]]] = [[[1, 1], [0, 1], [2, 0]], [[0, 0], [1, 2], [3, 1]]]  // 3 tokens
      let v: [[[Double]]] = [[[1, 0], [0, 1], [4, 2]], [[5, 5], [0, 2], [1, 7]]]
      func heads(_ x: [[[Double]]]) -> Tensor {
        Tensor.concatenate(x.map { Tensor($0.map { $0.map(Float.init) }).splitHeads(1) })
      }
      return [2, 1].map { kvHeads in
        let (keys, values) = (Array(k.prefix(kvHeads)), Array(v.prefix(kvHeads)))
        let right = attention(
          queries: heads(q.map { [$0] }), keys: heads(keys), values: heads(values), mask: .causal)
        return .init(
          "H = 4 query heads of 2 features, G = \(kvHeads), N = 3 tokens",
          expected: right.scalars.map(Double.init), found: attempt(q, keys, values)?.flatMap { $0 })
      }
    }
  }

  static func kvHead(
    _ attempt: @escaping (_ h: Int, _ queryHeads: Int, _ kvHeads: Int) -> Int?
  ) -> Exercise {
    Exercise(
      "kvHead", "Find the kv head that a query head reads.", file: Exercises.file
    ) {
      [(1, 4, 2), (3, 4, 2), (2, 4, 1), (5, 6, 3)].map { h, queryHeads, kvHeads in
        // Every value of kv head g is the number g, and there is one token to read.
        let values = Tensor.concatenate(
          (0..<kvHeads).map { Tensor(repeating: Float($0), shape: [1, 1, 4]) })
        let read = attention(
          queries: Tensor(zeros: [queryHeads, 1, 4]), keys: values, values: values, mask: .none)
        return .init(
          "query head \(h) of H = \(queryHeads), with G = \(kvHeads)",
          expected: [Double(read[h, 0, 0])],
          found: attempt(h, queryHeads, kvHeads).map { [Double($0)] })
      }
    }
  }

  static func bytesPerToken(
    _ attempt:
      @escaping (
        _ layers: Int, _ width: Int, _ queryHeads: Int, _ kvHeads: Int
      ) -> Int?
  ) -> Exercise {
    Exercise(
      "bytesPerToken", "Find the bytes that a token leaves in the cache of a model.",
      file: Exercises.file
    ) {
      [(1, 8, 2, 2), (1, 8, 2, 1), (3, 16, 4, 2)].map { layers, width, queryHeads, kvHeads in
        var model = TransformerConfiguration()
        (model.layers, model.width) = (layers, width)
        (model.queryHeads, model.kvHeads) = (queryHeads, kvHeads)
        return .init(
          "layers: \(layers), each \(width) wide, H = \(queryHeads), G = \(kvHeads)",
          expected: [Double(model.cacheBytesPerToken(bytesPerNumber: 2))],
          found: attempt(layers, width, queryHeads, kvHeads).map { [Double($0)] })
      }
    }
  }

  static func pooledHeads(
    _ attempt: @escaping (_ matrix: [[Double]], _ heads: Int, _ kvHeads: Int) -> [[Double]]?
  ) -> Exercise {
    Exercise(
      "pooledHeads", "Pool the heads of a key matrix by their mean.", file: Exercises.file
    ) {
      let matrix: [[Double]] = [[1, 3, 5, 9], [0, 2, 4, 0]]  // 2 inputs, 4 columns
      let key = Linear(weight: Tensor(matrix.map { $0.map(Float.init) }))
      var unused = SeededGenerator(seed: 1)  // a mean needs no random numbers
      return [(4, 2), (2, 1), (4, 1)].map { heads, kvHeads in
        let right = try! key.poolingHeads(heads, to: kvHeads, by: .mean, using: &unused)
        return .init(
          "the rows (1, 3, 5, 9) and (0, 2, 4, 0), from \(heads) heads to \(kvHeads)",
          expected: right.weight.scalars.map(Double.init),
          found: attempt(matrix, heads, kvHeads)?.flatMap { $0 })
      }
    }
  }
}
