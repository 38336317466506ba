import Notebook

extension Part {
  /// What a model is put together from, and how it writes.
  var examplesOfLayers: [Example] {
    switch self {
    case .feedForward: return feedForwards
    case .block: return blocks
    case .logits:
      let rows: [[Double]] = [[1], [3]]
      return [
        Example("logits([[1], [3]], norm: { x in 2x }, head: { x in x + 1 })", byHand: .init([7.0]))
        {
          $0.logits(rows, { $0.map { 2 * $0 } }, { $0.map { $0 + 1 } }).map { .init($0) }
        }
      ]

    case .greedy:
      return [[0.5, 2, -1, 2], [-3, -1, -2], [7]].enumerated().map { i, logits in
        Example(call(["": .init(logits)]), byHand: i == 0 ? .init(1) : nil) {
          $0.greedy(logits).map { .init($0) }
        }
      }

    case .generate:
      return [([4, 7], 2), ([1], 1), ([2, 3], 0)].enumerated().map { i, input in
        let (prompt, newTokens) = input
        let spelled = call(["prompt": .init(prompt), "newTokens": .init(newTokens)])
        return Example(
          spelled.dropLast() + ", read:, choose:), where t + 1 follows t",
          byHand: i == 0 ? Self.text([4, 7, 8, 9], reading: [4, 7, 8]) : nil
        ) { parts in
          var read: [Int] = []
          return parts.generate(
            prompt, newTokens,
            { token in
              read.append(token)
              return [Double(token)]
            }, { Int($0[0]) + 1 }
          ).map { Self.text($0, reading: read) }
        }
      }

    default:
      let draws: [([Double], Double, Double)] = [
        ([1, 1], 1, 0.4), ([1, 1], 1, 0.6), ([2, 0, 1], 2, 0.55), ([2, 0, 1], 0.5, 0.55),
        ([0, 1000, 998], 1, 0.95), ([0, 1000, 998], 1, 0.5),
      ]
      return draws.enumerated().map { i, input in
        let (logits, temperature, draw) = input
        return Example(
          call(["": .init(logits), "temperature": .init(temperature), "draw": .init(draw)]),
          byHand: i == 0 ? .init(0) : nil
        ) { $0.sample(logits, temperature, draw).map { .init($0) } }
      }
    }
  }

  private static func text(_ tokens: [Int], reading read: [Int]) -> ExerciseValue {
    ExerciseValue(
      (tokens + [-1] + read).map { Double($0) }, text: "\(tokens), after reading \(read)")
  }

  private var feedForwards: [Example] {
    let names = ["{ $0 }", "{ $0 }", "{ x in 2x }"]
    let gates: [([Double]) -> [Double]] = [{ $0 }, { $0 }, { $0.map { 2 * $0 } }]
    let inputs: [[Double]] = [[0], [1, -2, 3], [1, -2, 3]]
    return inputs.indices.map { i in
      Example(
        "feedForward(\(ExerciseValue(inputs[i]).text), gate: \(names[i]), up: { x in x + \(i) }, down: { $0 })",
        byHand: i == 0 ? .init([0.0]) : nil
      ) {
        $0.feedForward(inputs[i], gates[i], { $0.map { $0 + Double(i) } }, { $0 }).map { .init($0) }
      }
    }
  }

  private var blocks: [Example] {
    let x: [[Double]] = [[1, 2], [3, 4]]
    func half(_ row: [Double]) -> [Double] { row.map { $0 / 2 } }
    func tenfold(_ row: [Double]) -> [Double] { row.map { $0 * 10 } }
    /// Each row gets the one before it, as attention could do.
    func shifted(_ rows: [[Double]]) -> [[Double]] { [rows[0]] + rows.dropLast() }
    return [
      Example("block([[1, 2], [3, 4]], …), if both layers answer with zeros", byHand: .init(x)) {
        $0.block(x, { $0 }, { $0.map { $0.map { _ in 0 } } }, { $0 }, { $0.map { _ in 0 } })
          .map { .init($0) }
      },
      Example(
        "block([[1, 2], [3, 4]], …), where the norms halve, attention gives each row the one before it, "
          + "and the feed-forward layer multiplies by 10"
      ) { $0.block(x, half, shifted, half, tenfold).map { .init($0) } },
    ]
  }
}
