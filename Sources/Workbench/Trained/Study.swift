import Experiments
import Mini

/// Models that are trained over a whole grid with several seeds: too long for a reader to wait for. It is
/// measured once and kept in the repository, run by run, so that a page can show it beside its own
/// reduced grid and everybody can train any of its runs again.
package struct Study: Sendable {
  /// The name of its file: `norms`.
  package let name: String

  /// What is trained, in a sentence or two, for the page and for whoever opens the file.
  package let about: String

  /// What tells its rows apart: the columns after the seed.
  package let varied: [String]

  /// What is measured: the columns of numbers.
  package let results: [String]

  /// What can be measured apart from the rest, in the order of the file.
  package let parts: [Part]

  /// Rows that come of one or a few runs.
  package struct Part: Sendable {
    /// The seed, and the values of ``Study/varied``, of each row.
    package let keys: [[String]]

    /// The numbers of each row; what has none is NaN.
    package let measure: @Sendable (Train) throws -> [[Double]]

    /// Rows of one seed.
    package init(
      seed: UInt64, _ rows: [[String]], measure: @escaping @Sendable (Train) throws -> [[Double]]
    ) {
      (keys, self.measure) = (rows.map { ["\(seed)"] + $0 }, measure)
    }
  }

  /// Trains a model as a plan says; the last argument is called after each step.
  package typealias Train =
    (Transformer, TrainingPlan, TrainingRun.OnStep?) throws -> TrainingRun

  /// A study with its parts.
  package init(
    _ name: String, about: String, varied: [String], results: [String], parts: [Part]
  ) {
    (self.name, self.about, self.varied, self.results) = (name, about, varied, results)
    self.parts = parts
  }

  /// Five seeds from this one on.
  package static func seeds(from first: UInt64) -> [UInt64] { (0..<5).map { first &+ $0 } }

  /// The seeds of the tables that are kept.
  package static let keptSeeds = seeds(from: 1)

  /// Where the tables are kept, from the package's folder on.
  package static let folder = "Chapters/Kept"

  /// Its file, from the package's folder on.
  package var path: String { "\(Self.folder)/\(name).csv" }
}
