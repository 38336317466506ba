import Contents
import ExerciseCases
import Foundation
import Mini
import Testing

@testable import Notebook

@Suite struct ChapterExerciseTests {
  @Test(arguments: Part.allCases) func anEmptyBodyIsNoAttempt(part: Part) {
    #expect(part.exercise(.empty).state() == .notAttempted)
  }

  @Test(arguments: Part.allCases) func theRightAnswerIsRight(part: Part) {
    #expect(part.exercise(.answers).state() == .right)
  }

  /// Each is made where it belongs, and in whatever is built of that.
  @Test(arguments: Mistake.all.indices) func aKnownMistakeIsNamed(i: Int) {
    let mistake = Mistake.all[i]
    guard case .wrong(let tried) = mistake.part.exercise(mistake.parts).state() else {
      Issue.record("\(mistake.part): \(mistake.name) is not wrong")
      return
    }
    #expect(tried.mistake == mistake.name)
  }

  @Test func everyExerciseHasAKnownMistake() {
    for part in Part.allCases { #expect(!Mistake.all(in: part).isEmpty, "\(part)") }
  }

  /// What was worked by hand stands first, and is what the plain code gives.
  @Test(arguments: Part.allCases) func theFirstCaseIsWorkedByHand(part: Part) {
    #expect(part.exercise(Parts()).state() == .right)
    let first = part.exercise(Parts()).trials[0]
    #expect(first.isByHand && first.call.contains("("))
  }

  @Test func whatIsMoreThanArithmeticHasAHint() {
    for part in Part.path { #expect(!part.hint.isEmpty, "\(part)") }
  }

  /// Every exercise belongs to one chapter, and its function stands in the file that it names.
  @Test func everyExerciseIsAtHand() throws {
    let chapters = Chapters.programs.map { Part.exercises(of: $0).map(\.name) }
    #expect(chapters.joined().sorted() == Part.allCases.map(\.rawValue).sorted())
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../..").standardizedFileURL
    for part in Part.allCases {
      let exercise = part.exercise(.empty)
      let word = part == .cache ? "struct Cache {" : "func \(part.rawValue)("
      for file in [exercise.file, exercise.answers] {
        let text = try String(contentsOf: package.appendingPathComponent(file), encoding: .utf8)
        #expect(text.contains(word), "\(part) in \(file)")
      }
    }
  }

  /// The functions of readers are alone in their files: what they import is what helps them.
  @Test func nothingElseStandsInTheFilesOfReaders() throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Chapters/Exercises").standardizedFileURL
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    for file in files where file != "Helpers.swift" {
      let text = try String(
        contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
      #expect(!text.contains("\nimport "), "\(file)")
    }
  }

  /// The plain code that is lent is right: beside the model, which is compared as a whole.
  @Test func thePlainCodeIsMinis() {
    let (parts, x, dy) = (Parts(), [0.3, -1.2, 2, 0.7], [1.0, 0.5, -0.25, 2])
    func tensor(_ row: [Double]) -> Tensor { Tensor([row.map { Float($0) }]) }
    func isNear(_ a: [Double]?, _ b: Tensor) -> Bool {
      zip(a ?? [], b.scalars).allSatisfy { abs($0 - Double($1)) <= 1e-5 } && a?.count == b.count
    }
    #expect(isNear(parts.layerNorm(x, 0.1), LayerNorm(dimensions: 4, eps: 0.1)(tensor(x))))

    var norm = RMSNorm(dimensions: 4, eps: 0.1)
    norm.gain = Tensor([2, 0.5, 1, -1])
    var (dx, gradient) = (Tensor(zeros: [1, 4]), norm)
    norm.backward(tensor(dy), at: tensor(x), addingTo: &dx, &gradient)
    #expect(isNear(parts.rmsNormGradient(x, [2, 0.5, 1, -1], 0.1, dy), dx))

    var (slopes, loss) = (tensor(x), Tensor(zeros: [1]))
    crossEntropyBackward(&slopes, targets: [2], factor: 1, losses: &loss)
    #expect(isNear(parts.crossEntropyGradient(x, 2), slopes))

    var (model, optimizer) = (Linear(weight: Tensor([[-2]])), AdamW(beta2: 0.99))
    var slope = model
    slope.weight = Tensor([[3]])
    optimizer.update(&model, gradient: slope, learningRate: 0.01, factor: 1)
    #expect(isNear(parts.adamWStep(-2, 3, 0, 0, 1, 0.01).map { [$0] }, model.weight))
  }
}
