/// A function that readers write; its raw value is its name.
package enum Part: String, CaseIterable, Sendable {
  // In the order in which a model is built.
  case product, rmsNorm, rotatePair, angle, rotate, attention, multiHeadAttention, kvHead
  case sharedAttention, feedForward, block, logits, greedy, groupedAttention
  case cache = "Cache"
  case generate
  // For who wants more.
  case layerNorm, pooledHeads, keptTokens, sample, rmsNormGradient, crossEntropyGradient, adamWStep
  // Beside the way.
  case productWork, roof, median, spreadLeft, plainNormGradient, slowPairs, lastPosition
  case bytesPerToken, cachedAttention, cacheBytes, keysSeen, tokenPasses
}

extension Part {
  /// What a model is built of.
  package static let ofModel = Array(allCases.prefix { $0 != .layerNorm })

  /// The whole path: what a model is built of, and more.
  package static let path = Array(allCases.prefix { $0 != .productWork })

  /// The place on the path, from 1 on; nil for what stands beside it.
  package var step: Int? { Part.path.firstIndex(of: self).map { $0 + 1 } }

  /// The place in words; empty for what stands beside the path.
  var standing: String {
    guard let step else { return "" }
    let steps = Part.ofModel.count
    return step > steps
      ? "step \(step), beyond a model of your own"
      : "step \(step) of \(steps) to a model of your own"
  }

  /// The file with the function, and the one with its answer.
  var files: (function: String, answer: String) {
    let subject =
      switch self {
      case .product, .productWork, .roof, .median: "Products"
      case .rmsNorm, .layerNorm, .spreadLeft, .plainNormGradient: "Norms"
      case .rotatePair, .angle, .rotate, .slowPairs, .lastPosition: "Positions"
      case .attention, .multiHeadAttention, .kvHead, .sharedAttention, .groupedAttention,
        .bytesPerToken, .pooledHeads:
        "Attention"
      case .feedForward, .block, .logits: "Layers"
      case .greedy, .generate, .sample: "Writing"
      case .cache, .cachedAttention, .keptTokens, .cacheBytes, .keysSeen, .tokenPasses: "Caches"
      case .rmsNormGradient, .crossEntropyGradient, .adamWStep: "Training"
      }
    return (
      "Chapters/Exercises/\(subject).swift", "Tests/ChapterTests/Answers/\(subject)Answers.swift"
    )
  }

  /// The program and the section that tell what it is about.
  package var section: (program: String, number: Int) {
    switch self {
    case .product, .productWork: ("chapter-machine", 2)
    case .roof: ("chapter-machine", 5)
    case .median: ("chapter-machine", 1)
    case .rmsNorm: ("chapter-rmsnorm", 2)
    case .layerNorm: ("chapter-rmsnorm", 3)
    case .spreadLeft: ("chapter-rmsnorm", 6)
    case .plainNormGradient: ("chapter-rmsnorm", 7)
    case .feedForward, .block: ("chapter-training", 5)
    case .rotatePair, .angle, .rotate: ("chapter-rope", 4)
    case .attention: ("chapter-rope", 1)
    case .slowPairs: ("chapter-rope", 10)
    case .lastPosition: ("chapter-rope", 2)
    case .logits, .greedy: ("chapter-kv-cache", 1)
    case .cache, .generate, .cachedAttention: ("chapter-kv-cache", 4)
    case .keptTokens: ("chapter-kv-cache", 9)
    case .cacheBytes: ("chapter-kv-cache", 7)
    case .keysSeen, .tokenPasses: ("chapter-kv-cache", 5)
    case .multiHeadAttention, .kvHead, .sharedAttention, .groupedAttention: ("chapter-gqa", 1)
    case .bytesPerToken: ("chapter-gqa", 3)
    case .pooledHeads: ("chapter-gqa", 6)
    case .sample: ("chapter-training", 8)
    case .rmsNormGradient: ("chapter-training", 2)
    case .crossEntropyGradient: ("chapter-training", 3)
    case .adamWStep: ("chapter-training", 9)
    }
  }

  /// The program of the chapter whose exercise it is.
  package var chapter: String { section.program }
}
