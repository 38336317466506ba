import Mini
import Notebook
import Workbench

extension RoPEChapter {
  var exercises: [Exercise] {
    [
      ExerciseCases.attention(Exercises.attention),
      ExerciseCases.rotatePair(Exercises.rotatePair),
      ExerciseCases.angle(Exercises.angle),
      ExerciseCases.rotate(Exercises.rotate),
      ExerciseCases.slowPairs(Exercises.slowPairs),
      ExerciseCases.lastPosition(Exercises.lastPosition),
    ]
  }
}

/// What each exercise must give on tiny inputs. The right numbers come from `Mini`; the reader's
/// function is a parameter, so that tests can try answers without changing the chapter.
enum ExerciseCases {
  static func attention(
    _ attempt:
      @escaping (
        _ queries: [[Double]], _ keys: [[Double]], _ values: [[Double]]
      ) -> [[Double]]?
  ) -> Exercise {
    Exercise(
      "attention", "Write causal attention of one head.",
      hint: "Token m sees the tokens 0 to m; subtract the largest score before the exponentials.",
      file: Exercises.file
    ) {
      let q: [[Double]] = [[1, 0], [0, 2], [1, 1]]  // N = 3 tokens, D = 2
      let k: [[Double]] = [[1, 1], [0, 1], [2, 0]]
      let v: [[Double]] = [[1, 0], [0, 1], [4, 2]]
      // Times 100, exponentials overflow unless the largest score is taken away.
      return [1.0, 100].map { size in
        let queries = q.map { $0.map { $0 * size } }
        let tensors = [queries, k, v].map { Tensor($0.map { $0.map(Float.init) }).splitHeads(1) }
        let right = Mini.attention(
          queries: tensors[0], keys: tensors[1], values: tensors[2], mask: .causal)
        return .init(
          "N = 3 tokens of D = 2 features, queries times \(Int(size))",
          expected: right.mergeHeads().numbers, found: attempt(queries, k, v)?.flatMap { $0 })
      }
    }
  }

  static func rotatePair(
    _ attempt: @escaping (_ x: Double, _ y: Double, _ angle: Double) -> (x: Double, y: Double)?
  ) -> Exercise {
    Exercise(
      "rotatePair", "Turn the point (x, y) counterclockwise by an angle.", file: Exercises.file
    ) {
      let pair = RotaryEmbedding(headDimension: 2)  // one radian per position
      return [(1.0, 0.0, 1.0), (3, 4, 2), (-1, 2, 0)].map { x, y, angle in
        let right = pair(Tensor([Float(x), Float(y)]), positions: [angle])
        return .init(
          "the point (\(Int(x)), \(Int(y))) and the angle \(Int(angle))",
          expected: right.numbers, found: attempt(x, y, angle).map { [$0.x, $0.y] })
      }
    }
  }

  static func angle(
    _ attempt:
      @escaping (
        _ pair: Int, _ position: Int, _ dimensions: Int, _ base: Double
      ) -> Double?
  ) -> Exercise {
    Exercise(
      "angle", "Find the angle by which a pair is turned at a position.", file: Exercises.file
    ) {
      [(0, 3, 4), (1, 3, 4), (2, 10, 8)].map { pair, position, dimensions in
        let theta = RotaryEmbedding(headDimension: dimensions, base: 100).frequencies[pair]
        let found = attempt(pair, position, dimensions, 100)
        return .init(
          "pair \(pair) of D = \(dimensions) features at position \(position), base 100",
          expected: [Double(position) * theta], found: found.map { [$0] })
      }
    }
  }

  static func rotate(
    _ attempt: @escaping (_ tokens: [[Double]], _ base: Double) -> [[Double]]?
  ) -> Exercise {
    Exercise(
      "rotate", "Turn every pair of every token by the angle of its position.",
      file: Exercises.file
    ) {
      let tokens: [[Double]] = [[1, 2, 3, 4], [1, 0, 0, 2]]  // N = 2, D = 4
      let rope = RotaryEmbedding(headDimension: 4, base: 100, layout: .interleaved)
      let right = rope(Tensor(tokens.map { $0.map(Float.init) }))
      return [
        .init(
          "N = 2 tokens of D = 4 features, (1, 2, 3, 4) and (1, 0, 0, 2), base 100",
          expected: right.numbers, found: attempt(tokens, 100)?.flatMap { $0 })
      ]
    }
  }

  static func slowPairs(
    _ attempt: @escaping (_ dimensions: Int, _ base: Double, _ context: Int) -> Int?
  ) -> Exercise {
    Exercise(
      "slowPairs", "Count the pairs that do not complete a turn within a context.",
      file: Exercises.file
    ) {
      [(4, 100.0, 10), (4, 100, 100), (128, 10_000, 4096)].map { dimensions, base, context in
        let rope = RotaryEmbedding(headDimension: dimensions, base: base)
        let right = rope.wavelengths.count { $0 > Double(context) }
        return .init(
          "D = \(dimensions) features, base \(Int(base)), a context of \(context)",
          expected: [Double(right)],
          found: attempt(dimensions, base, context).map { [Double($0)] })
      }
    }
  }

  static func lastPosition(
    _ attempt: @escaping (_ rows: Int, _ cached: Int) -> Int?
  ) -> Exercise {
    Exercise(
      "lastPosition", "Find the last position that a learned table has for a new token.",
      file: Exercises.file
    ) {
      [(4, 2), (4, 3), (4, 4)].map { rows, cached in
        let table = LearnedEncoding(table: Tensor(zeros: [rows, 4]))
        let last = (table.limit ?? 0) - 1
        return .init(
          "a table of \(rows) rows and \(cached) tokens in the cache",
          expected: [Double(cached <= last ? last : -1)],
          found: attempt(rows, cached).map { [Double($0)] })
      }
    }
  }
}

extension Tensor {
  /// All numbers in the order in which they are stored.
  fileprivate var numbers: [Double] { scalars.map(Double.init) }
}
