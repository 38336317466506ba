import Experiments
import Foundation
import GQAExperiments
import KVCacheExperiments
import Mini
import Pictures
import RMSNormExperiments
import RoPEExperiments
import Testing
import TrainingExperiments
import Workbench

/// All live pictures.
private let pictures =
  [
    livePositions, liveDistance, liveHands, liveWavelengths, liveNorms, liveLayers, liveHeads,
    liveTraining(), liveWriting(model),
  ]
  + liveReading(model)

private let model = try! SmallLanguage.trainedModel()

/// A picture with its knobs at some places.
private struct Setting {
  let picture: LivePicture
  let places: [Int]
  let text: String
  let isNarrow: Bool

  var view: LivePicture.View { picture.view(at: places, text: text) }
  var answer: String {
    LiveAnswer(picture, at: places, text: text, isNarrow: isNarrow).text
  }
  /// As `answers.mjs` reads it.
  var line: String {
    let written = String(decoding: try! JSONEncoder().encode(text), as: UTF8.self)
    return "[\"\(picture.name)\", \(isNarrow ? 1 : 0), \(places), \(written)]"
  }

  /// What readers may write: sentences, strangers, nothing, a word that is not finished, far too much.
  private static let texts = [
    "Ann has the red ball. Ben takes the ball. Who has the ball?", "", "Ann has the re",
    "fruit flies like a banana 🍌 and <b>", "the the the", "ANN  has\ta dog\u{00A0}called Rex .Rex ",
    String(repeating: "time flies fast. ", count: 250), String(repeating: "x", count: 5000),
  ]

  /// Both ends of every knob, and so many drawn places besides. A run goes on for a few steps only.
  static func some(of picture: LivePicture, _ drawn: Int) -> [Setting] {
    var state: UInt64 = 7
    func next(below count: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % count
    }
    func places(_ choose: (LiveKnob) -> Int) -> [Int] {
      picture.knobs.map { min(choose($0), $0.kind == .run ? 12 : .max) }
    }
    let ends = [places { $0.shown }, places { _ in 0 }, places { $0.values.count - 1 }]
    let others = (0..<drawn).map { _ in places { next(below: $0.values.count) } }
    let isWritten = picture.knobs.contains { $0.kind == .text }
    return (ends + others).enumerated().map { i, places in
      Setting(
        picture: picture, places: places, text: isWritten ? texts[i % texts.count] : "",
        isNarrow: i % 2 == 1)
    }
  }
}

@Suite struct LivePictureTests {
  @Test func namesDiffer() {
    #expect(Set(pictures.map(\.name)).count == pictures.count)
    for picture in pictures { #expect(picture.invitation.hasSuffix(".")) }
  }

  @Test(arguments: pictures.indices)
  func checksHoldBeforeAnybodyMoves(i: Int) {
    for check in pictures[i].view(at: pictures[i].defaults).checks {
      #expect(check.holds, "\(check.statement): \(check.measured)")
    }
  }

  /// Where a statement ends there is a place to find it out: each picture has a check that fails somewhere.
  @Test(arguments: pictures.indices)
  func aReaderCanFindWhereAStatementEnds(i: Int) {
    let settings = Setting.some(of: pictures[i], 24)
    #expect(settings.contains { $0.view.checks.contains { !$0.holds } })
  }

  @Test func noTextHoldsWhatSetsPartsApart() {
    for picture in pictures {
      let answer = LiveAnswer(picture, at: picture.defaults, isNarrow: false)
      for text in [answer.svg] + answer.values + answer.lines.joined() + answer.offers.joined() {
        #expect(!text.contains("\u{1E}") && !text.contains("\u{1F}"))
      }
      #expect(answer.lines.allSatisfy { $0.count == 3 })
    }
  }

  /// A run in a page is a run of the trainer, step for step, whatever its rate was meanwhile.
  @Test func aRunIsTheTrainersRun() throws {
    var trainer = try Trainer(
      Transformer(LiveRun.configuration, seed: 3), optimizer: AdamW(beta2: 0.99),
      schedule: LearningRateSchedule(constant: 0.01))
    let picture = liveTraining()
    let rates = picture.knobs[1].values
    for step in 0..<20 {
      let place = step < 10 ? 4 : 6
      trainer.schedule = try LearningRateSchedule(constant: rates[place])
      let report = try trainer.step(on: LiveRun.texts(step, seed: 3))
      let numbers = picture.view(at: [step + 1, place, 2]).numbers[0]
      let bits = String(report.loss.bitPattern, radix: 16)
      #expect(numbers.contains("bits \(bits);"), "step \(step + 1): \(numbers)")
      #expect(numbers.contains(String(trainer.model.sum.bitPattern, radix: 16)))
    }
    // Anew, and with another seed.
    #expect(picture.view(at: [0, 4, 2]).numbers == ["no step is made yet"])
    #expect(picture.view(at: [1, 4, 3]).numbers != picture.view(at: [1, 4, 2]).numbers)
  }

  @Test func aRunThatDivergesIsOver() {
    let picture = liveTraining()
    let last = picture.knobs[1].values.count - 1
    let view = picture.view(at: [12, last, 0])
    #expect(view.isOver && view.checks.contains { !$0.holds })
    #expect(!picture.view(at: [3, 4, 0]).isOver)
  }

  @Test func whatATouchAwayIsLeadsSomewhere() throws {
    for picture in liveReading(model) {
      for offer in picture.view(at: picture.defaults).offers {
        let kind = picture.knobs[offer.knob].kind
        #expect(kind == (offer.isPointed ? .pointed : .text))
        if offer.isPointed { #expect(Int(offer.value) != nil) }
      }
    }
    let next = liveReading(model)[0]
    func offers(_ text: String) -> [String: String] {
      Dictionary(
        next.view(at: next.defaults, text: text).offers.map { ($0.label, $0.value) },
        uniquingKeysWith: { a, _ in a })
    }
    #expect(offers("Ann has the re")["red"] == "Ann has the red ")
    #expect(offers("Time flies")["fast 100\u{00A0}%"] == "Time flies fast ")
    #expect(offers("Time flies fast.")["Take a word away"] == "Time flies fast")
    #expect(offers("Time flies fast")[". 100\u{00A0}%"] == "Time flies fast. ")
    let ten = try #require(offers("")["Draw ten words"])
    #expect(try SmallLanguage.read(ten).count == 10)
  }

  /// Each kind of text that cannot be read whole has a sentence.
  @Test func aTextThatCannotBeReadIsAnswered() {
    let remarks = [
      "": "Nothing is written yet: the model begins a text.",
      "Fruit flies like <b> a kiwi \u{1F95D}":
        "The small language has no word “Fruit”, “like”, “<b>” and 2 more; they are left out.",
      String(repeating: "time ", count: 1000): "Of the 1000 words the first 64 are read.",
    ]
    for (text, remark) in remarks {
      #expect(TypedText(text).remark == remark)
      for picture in liveReading(model) + [liveWriting(model)] {
        #expect(picture.view(at: picture.defaults, text: text).numbers.contains(remark))
      }
    }
    #expect(TypedText("Ann has").remark == nil)
    #expect(TypedText(String(repeating: "time ", count: 1000)).tokens.count == 65)
  }

  /// The module that pages carry gives, bit for bit, what is computed here: pictures, numbers and checks.
  @Test func theModuleAnswersAsTheTerminalDoes() throws {
    guard
      let node = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        .map({ "\($0)/node" }).first(where: FileManager.default.isExecutableFile)
    else {
      print("The module of live pictures is not compared: there is no node (Debian's nodejs).")
      return
    }
    let here = URL(filePath: #filePath).deletingLastPathComponent()
    let kept = here.appending(path: "../../Chapters/Kept/live.wasm.gz")
    let settings = pictures.flatMap { Setting.some(of: $0, 9) }
    let numbers = FileManager.default.temporaryDirectory.appending(path: "live-\(getpid()).numbers")
    try model.allNumbers.withUnsafeBytes { try Data($0).write(to: numbers) }
    defer { try? FileManager.default.removeItem(at: numbers) }
    let (process, input, output) = (Process(), Pipe(), Pipe())
    process.executableURL = URL(filePath: node)
    process.arguments = [here.appending(path: "answers.mjs").path, kept.path, numbers.path]
    (process.standardInput, process.standardOutput) = (input, output)
    try process.run()
    input.fileHandleForWriting.write(Data(settings.map(\.line).joined(separator: "\n").utf8))
    try input.fileHandleForWriting.close()
    let lines = String(
      decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self
    )
    .split(separator: "\n")
    process.waitUntilExit()
    try #require(process.terminationStatus == 0 && lines.count == settings.count)
    for (setting, line) in zip(settings, lines) {
      let answer = try JSONDecoder().decode(String.self, from: Data(line.utf8))
      #expect(
        answer == setting.answer,
        "\(setting.line): after a change of what it computes, Sources/Embedded/live.sh builds it anew"
      )
    }
  }
}
