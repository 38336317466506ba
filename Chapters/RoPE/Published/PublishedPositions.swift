import LanguageModel
import Mini
import Workbench

// What section 15 measures of a published model.

extension PublishedStudy {
  /// The same text at other positions, and with the pairs of the other layout.
  static let shiftedPositions = PublishedStudy(
    "shifted-positions",
    about: """
      The first 128 tokens of The Time Machine, beginning at position 0 and further on: largest change of a \
      logit, and mean loss in nats; and once with the pairs of the other layout.
      """, rows: "first position", results: ["tokens", "largest logit", "change", "loss"]
  ) { subject in
    let tokens = subject.real.prose(subject.isQuick ? 32 : 128)
    let room = subject.real.description.contextLength - tokens.count
    let model = subject.model
    let logits = try model(tokens)
    func row(_ name: String, _ other: Tensor) -> (name: String, numbers: [Double]) {
      (
        name,
        [
          Double(tokens.count), Double(logits.largestMagnitude),
          Double(other.largestDifference(from: logits)), other.meanLoss(of: tokens),
        ]
      )
    }
    let shifts = Set([1, 100, 1000, 5000].map { min($0, room) }).sorted()
    let shifted = try shifts.map { row("\($0)", try model(tokens, position: $0)) }
    let other = try model.turning {
      RotaryEmbedding(
        headDimension: $0.headDimension, base: $0.base,
        layout: $0.layout == .halves ? .interleaved : .halves, scaling: $0.scaling)
    }
    return [row("0", logits)] + shifted + [row(otherLayout, try other(tokens))]
  }

  /// The row of the mistaken layout.
  static let otherLayout = "the other layout"

  /// A text whose last third is moved away: distances beyond those of the training.
  static let stretchedPositions = PublishedStudy(
    "stretched-positions",
    about: """
      The first 768 tokens of The Time Machine, the last third of which begins at the named position: its \
      mean loss in nats, with the rotation as it is, with halved positions and with the NTK-aware base.
      """, rows: "begins at",
    results: ["trained", "tokens"] + schemes.map(\.name)
  ) { subject in
    let (real, trained) = (subject.real, subject.real.description.contextLength)
    let tokens = real.prose(subject.isQuick ? 384 : 768)
    let (start, rest) = (Array(tokens.prefix(tokens.count * 2 / 3)), tokens.count / 3)
    let ending = Array(tokens.suffix(rest))
    let places = [start.count] + [4, 8, 10, 12, 15].map { $0 * trained / 8 }
    let model = try real.transformer(contextLength: places.last! + rest)
    let isScaled = model.blocks.contains { $0.attention.rotary?.scaling != RotaryScaling.none }
    if isScaled { return [] }
    let losses = try schemes.enumerated().map { i, scheme in
      subject.working("reading, \(scheme.name)", Double(i) / Double(schemes.count))
      let turned = try model.turning(by: scheme.scaling)
      var cache = try turned.makeCache(capacity: start.count + ending.count)
      _ = try turned.hiddenStates(start, cache: &cache)
      return try places.map { place in
        let logits = try turned(ending, cache: &cache, position: place)
        try cache.trim(to: start.count)
        return logits.meanLoss(of: ending)
      }
    }
    return places.indices.map { i in
      ("\(places[i])", [Double(trained), Double(tokens.count)] + losses.map { $0[i] })
    }
  }

  /// The rotations of ``stretchedPositions``.
  static let schemes: [(name: String, scaling: RotaryScaling)] = [
    ("plain", .none), ("interpolated", .interpolation(factor: 2)),
    ("NTK-aware", .ntkAware(factor: 2)),
  ]
}

extension Tensor {
  /// The mean loss of a text from the logits after each of its tokens, in nats.
  fileprivate func meanLoss(of tokens: [Int]) -> Double {
    let losses = losses(of: tokens, at: tokens.indices)
    return losses.reduce(0, +) / Double(losses.count)
  }
}
