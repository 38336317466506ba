import Mini
import Notebook

/// A chapter that computes with `Mini`: its threads are those of the reader's option, and its tables
/// of times know the limits of the machine.
public protocol WorkbenchChapter: Chapter {
  /// Checks that the knobs fit together, once, before `sections` is read.
  ///
  /// - Throws: ``InputError`` when they do not.
  func checkKnobs() throws
}

extension WorkbenchChapter {
  /// Nothing has to fit together.
  public func checkKnobs() throws {}

  /// Hands the threads of the run to `Mini` and checks the knobs.
  public func prepare(_ options: Options) throws {
    Threads.count = options.threads
    try checkKnobs()
  }

  /// What the machine can do at best, measured anew.
  public func machineLimits() -> MachineLimits? {
    let limits = Limits.measured()
    return MachineLimits(
      operationsPerSecond: limits.operationsPerSecond, bandwidths: limits.bandwidths)
  }
}

extension Page {
  /// Random numbers of their own for a section, so that it prints the same alone and in a whole run.
  public func generator(_ section: UInt64) -> SeededGenerator {
    SeededGenerator(seed: options.seed &* 1000 &+ section)
  }
}
