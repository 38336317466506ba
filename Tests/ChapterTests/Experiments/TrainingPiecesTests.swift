import Base
import Experiments
import Mini
import Testing
import TrainingExperiments

/// The plain pieces that the chapter on training shows.
@Suite struct TrainingPiecesTests {
  /// One word learned from nothing: the step is the rate times expected minus came.
  @Test func aReaderOfPairsStepsAgainstItsSlopes() {
    var reader = PairReader(words: 4)
    reader.learn([2, 1], rate: 0.4)
    #expect(reader.scores[2] == [-0.1, 0.4 * 0.75, -0.1, -0.1])
    #expect(reader.scores[0] == [0, 0, 0, 0])
    // The score of what comes again and again passes all others.
    for _ in 0..<1000 { reader.learn([0, 3], rate: 0.4) }
    #expect(reader.scores[0].firstIndex(of: reader.scores[0].max()!) == 3)
    #expect(abs(reader.scores[0].reduce(0, +)) < 1e-9)
  }

  @Test func aGrowingCurveLeavesNoStepOut() throws {
    var small = TransformerConfiguration.smallLanguage
    (small.layers, small.width, small.feedForwardWidth) = (1, 16, 16)
    let run = try TrainingRun(
      training: Transformer(small, seed: 1), TrainingPlan(steps: 20, seed: 1))
    let curve = run.growingCurve
    let losses = run.reports.map(\.loss)
    // Sixteen single steps, then two at a time.
    #expect(curve.map(\.step) == (1...16).map(Double.init) + [17.5, 19.5])
    #expect(curve.prefix(16).map(\.loss) == Array(losses.prefix(16)))
    #expect(abs(curve[17].loss - (losses[18] + losses[19]) / 2) < 1e-12)
  }

  /// A wrong half of a gradient shows along another direction only.
  @Test func aMissingHalfShowsAcross() throws {
    var small = TransformerConfiguration.smallLanguage
    (small.layers, small.width, small.feedForwardWidth) = (1, 16, 16)
    let model = try Transformer(small, seed: 1)
    let texts = SmallLanguage.texts(0..<1, words: 8, seed: 1)
    var step = try TrainingStep(small, texts: 1, tokens: 8)
    var gradient = model.zeros
    _ = try step(texts, model, addingTo: &gradient)
    var random = SeededGenerator(seed: 1)
    let across = randomDirections(like: model, using: &random)
    let half = everySecond(of: gradient)
    func worst(_ gradient: Transformer, _ along: Transformer) throws -> Double {
      try slopes(of: model, gradient, along: along, on: texts).map(\.error).max()!
    }
    #expect(try worst(gradient, across) < 0.02)
    #expect(try worst(half, across) > 0.2)
  }

  @Test func aSteadyGradientMovesAWeightByTheRate() {
    #expect(abs(meanStep([3, 3, 3]) - 1) < 1e-4)
    #expect(meanStep([1, -1, 1, -1, 1, -1]) < 0.4)
  }
}
