import Notebook
import Testing

@testable import Experiments
@testable import Workbench

@Suite struct StudyTableTests {
  private let study = Study(
    "s", about: "Two rates.", varied: ["rate"], results: ["steps", "loss"],
    parts: [1, 2].flatMap { seed in
      ["0.1", "0.2"].map { rate in
        Study.Part(seed: seed, [[rate]]) { _ in [[3, Double(seed) / 3]] }
      }
    })

  private func measured() throws -> StudyTable {
    var table = StudyTable(study)
    // Another order than that of the file.
    for part in study.parts.reversed() {
      table.add(
        try part.measure { try TrainingRun(training: $0, $1, onStep: $2) }, of: part)
    }
    return table
  }

  @Test func aTableIsReadAsItWasWritten() throws {
    let table = try measured()
    let read = try StudyTable(study, reading: table.text)
    #expect(read.text == table.text && read.isComplete)
    #expect(read.values("loss", "0.2") == [1.0 / 3, 2.0 / 3])
    #expect(read.values("steps", ["0.1"]) == [3, 3])
    #expect(table.lines.map { $0[0] + $0[1] } == ["10.1", "10.2", "20.1", "20.2"])
    #expect(table.lines[0] == ["1", "0.1", "3", "0.3333333333333333"])
  }

  @Test func whatIsNoNumberIsKeptToo() throws {
    var table = StudyTable(study)
    #expect(!table.isComplete)
    table.add([[-Double.nan, .infinity]], of: study.parts[0])
    #expect(table.lines == [["1", "0.1", "nan", "inf"]])
    let read = try StudyTable(study, reading: table.text)
    #expect(read.text == table.text && !read.isComplete)
    #expect(read.has(study.parts[0]) && !read.has(study.parts[1]))
    #expect(read.values("loss", "0.1") == [.infinity])
  }

  @Test(arguments: [
    ("loss\n1,0.1,3,0.5", "loss,more\n1,0.1,3,0.5,1"), ("1,0.1,", "3,0.1,"), ("1,0.1,3", "1,0.1,x"),
    ("seed,rate", "seed,depth"),
  ]) func anotherTableIsRefused(old: String, new: String) throws {
    var table = StudyTable(study)
    table.add([[3, 0.5]], of: study.parts[0])
    let text = table.text.replacing(old, with: new)
    #expect(text != table.text)
    #expect(throws: InputError.self) { try StudyTable(study, reading: text) }
  }

  @Test func seedsAreComparedOneByOne() {
    #expect([1, 2, .nan, 4].countBelow([2, 2, 3, .nan]) == 1)
  }

  @Test func aSpreadSaysWhatIsMissing() {
    #expect([1, 2, 3].spread(1) == "2.0 (1.0–3.0)")
    #expect([1, .nan, 3].spread(0) == "1 of 3 diverged, else 1–3")
    #expect([1, .nan, .nan].spread(0) == "2 of 3 diverged, else 1")
    #expect([1.0, 3e17].spread(2) == "2e+17 (1.00–3e+17)")
    #expect([Double.nan, .infinity].spread(2, none: "ends") == "ends")
  }
}
