import Notebook

extension Part {
  /// A call on a small input.
  struct Example {
    /// As one would type it.
    var call: String
    /// What comes of it, if that was worked by hand; else the plain code says it.
    var byHand: ExerciseValue?
    /// Makes the call.
    var value: (Parts) -> ExerciseValue?

    init(
      _ call: String, byHand: ExerciseValue? = nil, _ value: @escaping (Parts) -> ExerciseValue?
    ) {
      (self.call, self.byHand, self.value) = (call, byHand, value)
    }
  }

  /// The exercise to write this part.
  ///
  /// - Parameter parts: whose function is tried, the reader's unless said otherwise.
  package func exercise(_ parts: Parts = .readers) -> Exercise {
    let mistakes = Mistake.all(in: self).map { mistake in
      // A part that is built of the mistaken one makes the mistake, too.
      (name: mistake.name, parts: mistake.parts)
    }
    return Exercise(
      rawValue, task, hint: hint, section: section, standing: standing, file: files.function,
      answers: files.answer,
      trials: examples.map { example in
        .init(
          example.call, expected: example.byHand ?? example.value(.plain)!,
          isByHand: example.byHand != nil,
          mistakes: { mistakes.map { ($0.name, example.value($0.parts)) } },
          found: { example.value(parts) })
      })
  }

  /// The exercises of a chapter: those of the path in its order, then the others.
  package static func exercises(of program: String) -> [Exercise] {
    allCases.filter { $0.chapter == program }.map { $0.exercise() }
  }

  private var examples: [Example] {
    switch self {
    case .product, .rmsNorm, .layerNorm, .spreadLeft, .plainNormGradient, .productWork, .roof,
      .median:
      examplesOfVectors
    case .rotatePair, .angle, .rotate, .slowPairs, .lastPosition: examplesOfPositions
    case .attention, .multiHeadAttention, .kvHead, .sharedAttention, .groupedAttention,
      .bytesPerToken, .pooledHeads:
      examplesOfAttention
    case .feedForward, .block, .logits, .greedy, .generate, .sample: examplesOfLayers
    case .cache, .cachedAttention, .keptTokens, .cacheBytes, .keysSeen, .tokenPasses:
      examplesOfCaches
    case .rmsNormGradient, .crossEntropyGradient, .adamWStep: examplesOfTraining
    }
  }

  /// A call spelled with the name of this part.
  func call(_ arguments: KeyValuePairs<String, ExerciseValue>) -> String {
    spelledCall(rawValue, arguments)
  }
}
