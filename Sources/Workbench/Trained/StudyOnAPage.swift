import Base
import Experiments
import Foundation
import Mini
import Notebook

extension WorkbenchChapter {
  /// All studies of the chapter, measured one after the other for the folder of `--keep`.
  func keepStudies(_ page: Page) throws {
    for study in studies(seeds: Study.seeds(from: page.options.seed)) {
      page.text("`\(study.name)`: \(study.about)")
      let table = try page.measure(study)
      page.text("\(table.lines.count) rows are kept.")
    }
  }

  /// The table of a study: the kept one, or, if the reader asks for `--thorough`, one that is measured
  /// before his eyes. The page says which.
  ///
  /// - Parameters:
  ///   - make: the study with these seeds
  ///   - section: the number of the section that shows it
  /// - Returns: nil where the program stands alone and the repository is elsewhere
  package func thorough(
    _ page: Page, section: Int, _ make: ([UInt64]) -> Study
  ) throws -> StudyTable? {
    if page.options.thorough {
      let seeds = Study.seeds(from: page.options.seed)
      let study = make(seeds)
      page.text(
        """
        *The thorough run.* \(study.about) Five seeds, \(seeds[0]) to \(seeds[4]), all of them trained just
        now.
        """)
      return try page.measure(study)
    }
    let study = make(Study.keptSeeds)
    guard let table = try StudyTable.kept(study) else {
      page.text("The thorough run is kept in the repository, `\(study.path)`, which is not here.")
      return nil
    }
    page.text(
      """
      *The thorough run.* \(study.about) Five seeds, 1 to 5, kept to the last bit in `\(study.path)`;
      `swift run \(program) --section \(section) --thorough` trains them again, in minutes.
      """)
    return table
  }
}

extension Page {
  /// Trains what a study asks for; what lies in the folder of `--keep` already is not trained again.
  func measure(_ study: Study) throws -> StudyTable {
    let file = options.keep.map {
      URL(fileURLWithPath: $0).appendingPathComponent(study.name + ".csv")
    }
    var table = StudyTable(study)
    if let file, let text = try? String(contentsOf: file, encoding: .utf8) {
      table = try StudyTable(study, reading: text)
    }
    // What cannot be kept is not measured.
    if let file { try keep(table.text, in: file) }
    let missing = study.parts.filter { !table.has($0) }
    var way = StudyProgress(parts: missing.count)
    for part in missing {
      do {
        let numbers = try interruptible { isInterrupted in
          try part.measure { model, plan, onStep in
            way.beginRun(of: plan.steps)
            return try TrainingRun(training: model, plan) { model, report in
              try onStep?(model, report)
              way.step = report.step
              if isInterrupted() { throw Interrupted() }
              self.working(on: way.words, way.share(ofPartWithRows: part.keys.count))
            }
          }
        }
        table.add(numbers, of: part)
        way.endPart()
      } catch let interruption as Interrupted {
        text(way.interrupted(isKept: file != nil))
        if way.done > 0 {
          self.table(
            columns: ["seed"] + study.varied + study.results.suffix(1),
            rows: table.lines.map { $0.prefix(study.varied.count + 1) + $0.suffix(1) })
        }
        throw interruption
      }
      if let file { try keep(table.text, in: file) }
    }
    return table
  }

  /// Writes a table into a file, in a folder that may have to be made.
  func keep(_ table: String, in file: URL) throws {
    try Output.makeFolder(file.deletingLastPathComponent().path)
    let output = try Output(path: file.path)
    try output.write(table)
    try output.close()
  }
}
