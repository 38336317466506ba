import Foundation
import LanguageModel
import Mini
import Notebook
import Testing

@testable import Experiments
@testable import Workbench

@Suite struct TrainedModelTests {
  /// The file is the one that chapter-training writes with its default settings; the chapter compares
  /// all numbers of its own run with it, and the tests of its page run the chapter.
  @Test func theTrainedModelSpeaksTheLanguage() throws {
    let model = try SmallLanguage.trainedModel()
    var expected = TransformerConfiguration.smallLanguage
    expected.ownHeadDimension = 8  // a file says it in any case
    #expect(model.configuration == expected)
    #expect(model.parameterCount == 98_624)
    let heldOut = KnownTexts(200, words: 64, seed: 1)
    let loss = heldOut.mean(try heldOut.losses { try model($0) })
    #expect(loss > heldOut.floor && loss < 1.05 * heldOut.floor)
    // Other texts than those of the seed that it was trained with.
    let others = KnownTexts(200, words: 64, from: .training, seed: 99)
    let another = others.mean(try others.losses { try model($0) })
    #expect(another < 1.05 * others.floor)
  }

  @Test func theFileIsSmall() throws {
    let url = try #require(PackageFolder.url())
      .appendingPathComponent(SmallLanguage.trainedModelPath)
    #expect(try Data(contentsOf: url).count < 600_000)
  }

  /// Writing and reading changes no bit of what a model computes, and a file is written alike twice.
  @Test func aKeptModelIsTheSame() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let paths = ["a", "b"].map { folder.appendingPathComponent($0).path }
    let model = try Transformer(.smallLanguage, seed: 3)
    try SmallLanguage.save(model, to: paths[0])
    let read = try SmallLanguage.model(at: paths[0])
    let text = SmallLanguage.text(0, words: 30, seed: 1)
    #expect(try read(text) == model(text))
    try SmallLanguage.save(read, to: paths[1])
    let bytes = try paths.map { try Data(contentsOf: URL(fileURLWithPath: $0)) }
    #expect(bytes[0] == bytes[1])

    var ofBytes = TransformerConfiguration.smallLanguage
    ofBytes.vocabulary = Vocabulary.bytes.count
    try Transformer(ofBytes, seed: 1).write(to: paths[1], vocabulary: .bytes)
    #expect(throws: InputError.self) { try SmallLanguage.model(at: paths[1]) }
    #expect(throws: LanguageModelError.self) {
      try SmallLanguage.model(at: folder.appendingPathComponent("none").path)
    }
  }

  /// Any reader of such files finds the words.
  @Test func theVocabularyIsThatOfTheLanguage() throws {
    let tokenizer = try Tokenizer(.smallLanguage)
    let text = SmallLanguage.text(0, words: 64, seed: 1)
    let spaced = text.dropFirst().map { token in
      let word = SmallLanguage.word(token)
      return [".", "?"].contains(word) ? word : " " + word
    }.joined()
    #expect(tokenizer.encode(spaced) == text)
    #expect(tokenizer.decode(text) == spaced)
  }

  @Test func promptsAreRead() throws {
    #expect(
      try SmallLanguage.prompt("Time flies")
        == [SmallLanguage.beginning, Word.time.rawValue, Word.flies.rawValue])
    let error = #expect(throws: InputError.self) { try SmallLanguage.prompt("fruit flies") }
    #expect(error?.description == "--prompt: the small language has no word “fruit”.")
  }
}

@Suite struct TrainingRunTests {
  private var plan: TrainingPlan { TrainingPlan(steps: 8, seed: 1) }

  private func model(_ seed: UInt64 = 1) throws -> Transformer {
    var small = TransformerConfiguration.smallLanguage
    (small.layers, small.width, small.feedForwardWidth) = (1, 16, 16)
    return try Transformer(small, seed: seed)
  }

  @Test func aRunLearnsAndRepeats() throws {
    var steps: [Int] = []
    let run = try TrainingRun(training: model(), plan) { steps.append($1.step) }
    #expect(steps == Array(1...8) && run.reports.count == 8 && run.divergedAt == nil)
    #expect(run.reports[7].loss < run.reports[0].loss)
    let again = try TrainingRun(training: model(), plan)
    #expect(again.reports == run.reports)
    #expect(try run.model([0, 1]) == again.model([0, 1]))
    #expect(try run.model([0, 1]) != model()([0, 1]))
  }

  @Test func curvesAreMeans() throws {
    let run = try TrainingRun(training: model(), plan)
    let losses = run.reports.map(\.loss)
    let curve = run.curve(window: 3)
    #expect(curve.map(\.step) == [3, 6, 8])
    #expect(abs(curve[2].loss - (losses[6] + losses[7]) / 2) < 1e-12)
    #expect(abs(run.lastLoss(of: 2) - curve[2].loss) < 1e-12)
  }

  /// The texts of step s are those from number 16 · s on.
  @Test func plansTakeEachTextOnce() throws {
    #expect(plan.texts(2) == SmallLanguage.texts(32..<48, words: 64, seed: 1))
    #expect(try plan.schedule(2) == 3e-3)
    #expect(try TrainingPlan(steps: 1000, seed: 1).schedule(25) == 1.5e-3)
  }

  @Test func aDivergedRunEnds() throws {
    var fast = plan
    (fast.learningRate, fast.optimizer, fast.clipping) = (1e30, SGD(), nil)
    let run = try TrainingRun(training: model(), fast)
    let step = try #require(run.divergedAt)
    #expect(step == run.reports.count && step > 1 && run.lastLoss() == .infinity)
  }
}
