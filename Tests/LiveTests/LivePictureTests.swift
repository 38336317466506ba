import Experiments
import Foundation
import GQAExperiments
import KVCacheExperiments
import Mini
import Pictures
import RMSNormExperiments
import RoPEExperiments
import Testing
import Workbench

/// All live pictures.
private let pictures = [livePositions, liveDistance, liveHands, liveNorms, liveHeads, writing]

private let model = try! SmallLanguage.trainedModel()
private let writing = liveWriting(
  model, words: Word.allCases.map(\.text), prompts: Word.beginnings)

/// A picture with its sliders at some places.
private struct Setting {
  let picture: LivePicture
  let places: [Int]
  let isNarrow: Bool

  var answer: String { LiveAnswer(picture, at: places, isNarrow: isNarrow).text }
  /// As `answers.mjs` reads it.
  var line: String {
    ([picture.name, isNarrow ? "1" : "0"] + places.map { "\($0)" }).joined(separator: " ")
  }

  /// Both ends of every knob, and so many drawn places besides.
  static func some(of picture: LivePicture, _ drawn: Int) -> [Setting] {
    var state: UInt64 = 7
    func next(below count: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % count
    }
    let first = picture.knobs.map { _ in 0 }
    let last = picture.knobs.map { $0.values.count - 1 }
    let others = (0..<drawn).map { _ in picture.knobs.map { next(below: $0.values.count) } }
    return ([picture.defaults, first, last] + others).enumerated().map { i, places in
      Setting(picture: picture, places: places, isNarrow: i % 2 == 1)
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
    #expect(settings.contains { $0.picture.view(at: $0.places).checks.contains { !$0.holds } })
  }

  @Test func noTextHoldsWhatSetsPartsApart() {
    for picture in pictures {
      let answer = LiveAnswer(picture, at: picture.defaults, isNarrow: false)
      for text in [answer.svg] + answer.values + answer.lines.joined() {
        #expect(!text.contains("\u{1E}") && !text.contains("\u{1F}"))
      }
      #expect(answer.lines.allSatisfy { $0.count == 3 })
    }
  }

  /// The module that pages carry gives, bit for bit, what is computed here: pictures, numbers and checks.
  @Test func theModuleAnswersAsTheTerminalDoes() throws {
    guard
      let node = ["/usr/bin/node", "/usr/local/bin/node", "/opt/homebrew/bin/node"].first(
        where: FileManager.default.isExecutableFile)
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
