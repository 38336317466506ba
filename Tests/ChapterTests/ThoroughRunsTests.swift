import Contents
import Experiments
import Foundation
import Testing

@testable import Notebook
@testable import Workbench
@testable import chapter_gqa
@testable import chapter_kv_cache
@testable import chapter_rmsnorm
@testable import chapter_rope
@testable import chapter_training
@testable import write_docs

/// The tables of five seeds that lie in the repository.
@Suite struct ThoroughRunsTests {
  private static let studies =
    RMSNormChapter().studies(seeds: Study.keptSeeds)
    + RoPEChapter().studies(seeds: Study.keptSeeds)
    + KVCacheChapter().studies(seeds: Study.keptSeeds)
    + GQAChapter().studies(seeds: Study.keptSeeds)
    + TrainingChapter().studies(seeds: Study.keptSeeds)

  private static func text(_ study: Study) throws -> String {
    let package = try #require(PackageFolder.url())
    return try String(contentsOf: package.appendingPathComponent(study.path), encoding: .utf8)
  }

  @Test(arguments: studies.map(\.name)) func everyRowIsKept(name: String) throws {
    let study = try #require(Self.studies.first { $0.name == name })
    let table = try #require(try StudyTable.kept(study))
    #expect(table.text == (try Self.text(study)))
    #expect(study.parts.count >= 5)
  }

  /// One run of a thousand, trained anew: the shortest there is.
  @Test func aRowIsTrainedAnew() throws {
    let study = Study.norms(seeds: [1])
    let part = try #require(
      study.parts.first { $0.keys == [["1", "2", "RMSNorm", "before", "0.01"]] })
    var table = StudyTable(study)
    table.add(
      try part.measure { try TrainingRun(training: $0, $1, onStep: $2) }, of: part)
    let kept = try Self.text(study).split(separator: "\n").map(String.init)
    #expect(kept.contains(table.lines[0].joined(separator: ",")))
  }

  @Test func noTableIsLeftOver() throws {
    let package = try #require(PackageFolder.url())
    let names = try FileManager.default.contentsOfDirectory(
      atPath: package.appendingPathComponent(Study.folder).path
    ).filter { $0.hasSuffix(".csv") }
    #expect(names.sorted() == Self.studies.map { $0.name + ".csv" }.sorted())
  }

  @Test func writeDocsMeasuresAndCompares() throws {
    let folder = try TemporaryFolder()
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("fake-chapter.sh")
    try FileManager.default.createSymbolicLink(
      at: folder.url("chapter-fake"), withDestinationURL: script)
    try folder.write("", to: "run")
    try folder.write("0", to: "status")
    try FileManager.default.createDirectory(
      at: folder.url("drawings"), withIntermediateDirectories: true)
    try folder.write("# about\nseed,loss\n1,0.5\n", to: "drawings/a.csv")
    let runs = KeptTables(
      arguments: ["--thorough"], chapters: ["chapter-fake"], programs: folder.folder,
      package: folder.folder, path: "trained", option: "--thorough")
    #expect(try runs.differences() == ["a.csv does not exist."])
    #expect(try runs.write() == ["trained/a.csv"])
    try folder.write("# other words\nseed,loss\n1,0.5\n", to: "trained/a.csv")
    #expect(try runs.differences() == [])
    try folder.write("# about\nseed,loss\n1,0.50000001\n", to: "trained/a.csv")
    try folder.write("x", to: "trained/b.csv")
    let differences = try runs.differences()
    #expect(differences.count == 2)
    #expect(differences.first?.contains("kept:     1,0.50000001\n  measured: 1,0.5") == true)
    #expect(differences.last == "b.csv is measured by no chapter.")
    #expect(try runs.write() == ["trained/a.csv"])
    #expect(!FileManager.default.fileExists(atPath: folder.url("trained/b.csv").path))
  }

  @Test func whoTrainsNothingSaysSo() async throws {
    let outcome = try await Program("chapter-machine").run(["--thorough"])
    #expect(outcome.status == 64 && outcome.output == "")
    #expect(outcome.errors.contains("chapter-machine trains none"))
  }

  @Test func aFolderThatCannotBeWrittenIsOneSentence() async throws {
    let outcome = try await Program("chapter-rmsnorm").run(
      ["--thorough", "--keep", "/dev/null/x", "--output", "/dev/null"])
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("The folder '/dev/null/x' cannot be written"))
    #expect(outcome.errors.split(separator: "\n").count == 1)
  }

  /// What a thorough run has kept is not trained again, and an interruption keeps what there is.
  @Test func aThoroughRunGoesOnWhereItWasInterrupted() async throws {
    let folder = try TemporaryFolder()
    let chapter = Program("chapter-rmsnorm")
    var lengths: [Int] = []
    for _ in 0..<2 {
      let outcome = try await chapter.shell(
        """
        "$0" --thorough --keep '\(folder.url("kept").path)' --threads 1 & pid=$!
        n=0; rows() { cat '\(folder.url("kept/norms.csv").path)' 2>/dev/null | wc -l; }
        start=$(rows); [ $start -lt 3 ] && start=3  # about the study, and the names of the columns
        while [ $(rows) -le $start ] && [ $n -lt 600 ]; do sleep 0.1; n=$((n + 1)); done
        kill -INT $pid; wait $pid; echo $?
        """)
      #expect(outcome.output.hasSuffix("130\n"))
      #expect(outcome.output.replacing("\n", with: " ").contains(" measured before it, and kept."))
      lengths.append(try folder.read("kept/norms.csv").split(separator: "\n").count)
    }
    #expect(lengths[0] > 3 && lengths[1] > lengths[0])
    let kept = try Self.text(RMSNormChapter().studies(seeds: Study.keptSeeds)[0])
    for row in try folder.read("kept/norms.csv").split(separator: "\n").dropFirst(2) {
      #expect(kept.contains(row))
    }
  }
}
