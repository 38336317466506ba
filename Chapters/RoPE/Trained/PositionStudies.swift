import Mini
import Notebook
import RoPEExperiments
import Workbench

// What section 14 shows of five seeds.

extension Study {
  /// Kinds of positions, trained at 32 words and read to 128.
  static func positions(seeds: [UInt64]) -> Study {
    let parts = seeds.flatMap { seed in
      TrainedPositions.kinds.map { kind in
        Part(seed: seed, [[kind.name]]) { train in
          let trained = TrainedPositions(thoroughSeed: seed)
          let excess = try trained.excess(train(trained.model(kind), trained.plan(), nil).model)
          return [positionParts.map { excess.mean($0) }]
        }
      }
    }
    return Study(
      "positions",
      about: """
        The five kinds of positions, each trained for \(TrainedPositions.thoroughSteps) steps of 16 texts \
        of 32 words and read to word 128; the loss above the floor, by parts of the text.
        """,
      varied: ["positions"], results: positionParts.map(name), parts: parts)
  }

  /// The trained length, and as many words each beyond it.
  static let positionParts = stride(from: 0, to: 128, by: 32).map { $0..<$0 + 32 }

  /// `words 33–64`
  static func name(_ part: Range<Int>) -> String {
    "words \(part.lowerBound + 1)–\(part.upperBound)"
  }

  /// Sets of frequencies with which the rotary model reads 2 and 4 times as far, at once and after a
  /// tenth as many steps.
  static func frequencies(seeds: [UInt64]) -> Study {
    let results = ["at once", "trained further"].flatMap { when in
      ["inside", "beyond"].map { "\(when) \($0)" }
    }
    let parts = seeds.map { seed in
      Part(seed: seed, frequencyKeys) { train in
        let trained = TrainedPositions(thoroughSeed: seed)
        let model = try train(
          trained.model(TrainedPositions.rotary), trained.plan(), nil
        ).model
        return try frequencyFactors.flatMap { factor in
          try trained.schemes(factor: factor).map { scheme in
            let before = try trained.scaled(model, scheme.scaling)
            let after = try train(before, trained.further(factor: factor), nil).model
            return try [before, after].flatMap { model in
              let excess = try trained.excess(model)
              return [0..<32, 32..<factor * 32].map { excess.mean($0) }
            }
          }
        }
      }
    }
    return Study(
      "frequencies",
      about: """
        The rotary model of \(TrainedPositions.thoroughSteps) steps reads 2 and 4 times as far with each \
        set of frequencies, at once and after a tenth as many steps on such texts; the loss above the \
        floor, inside of the trained length and beyond it.
        """,
      varied: ["times as far", "frequencies"], results: results, parts: parts)
  }

  static let frequencyFactors = [2, 4]

  private static let frequencyKeys = frequencyFactors.flatMap { factor in
    TrainedPositions.schemeNames.map { ["\(factor)", $0] }
  }
}
