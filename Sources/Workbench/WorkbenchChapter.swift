import Experiments
import Mini
import Notebook

/// A chapter that computes with `Mini`: its threads are those of the reader's option, and its tables
/// of times know the limits of the machine.
package protocol WorkbenchChapter: Chapter {
  /// The published model that the reader gives; none in chapters that look at none.
  var model: ModelOption { get }
  /// What `--thorough` trains, with these seeds; none in chapters that train nothing.
  func studies(seeds: [UInt64]) -> [Study]
  /// What is kept of a published model, for readers who have no file; nothing in most chapters.
  var published: [PublishedStudy] { get }
  /// Checks that the knobs fit together, once, before `sections` is read.
  ///
  /// - Throws: ``InputError`` when they do not.
  func checkKnobs() throws
}

extension WorkbenchChapter {
  /// What the two marks say, as the last paragraph of a chapter's introduction.
  package static var marks: String {
    """
    A `✓` is a number just computed that is where it has to be; if one is not, the program ends \
    with status 1. A `◆` is a time on this machine, and never fails.
    """
  }

  /// None.
  package var model: ModelOption { ModelOption() }

  /// The file of the published model.
  public var files: [FileUse] { model.files }

  /// None.
  package func studies(seeds: [UInt64]) -> [Study] { [] }

  /// None.
  package var published: [PublishedStudy] { [] }

  /// Nothing has to fit together.
  package func checkKnobs() throws {}

  /// Hands the threads of the run to `Mini`, checks the knobs and looks at the model's file.
  package func prepare(_ options: Options) throws {
    Threads.count = options.threads
    keepMemory()
    try checkKnobs()
    try model.check()
    if options.keep != nil, !options.thorough, !model.isThere {
      throw InputError(
        "--keep goes with --thorough, or with --model FILE: other runs are not kept.")
    }
    if options.thorough, studies(seeds: Study.keptSeeds).isEmpty {
      throw InputError("--thorough is for chapters that train models, and \(program) trains none.")
    }
  }

  /// What the machine can do at best, measured anew.
  package func machineLimits() -> MachineLimits? {
    let limits = Limits.measured()
    return MachineLimits(
      operationsPerSecond: limits.operationsPerSecond, bandwidths: limits.bandwidths)
  }

  /// The peak alone, measured anew in some hundredths of a second.
  package func peakOperationsPerSecond() -> Double? { Limits.measuredOperationsPerSecond() }

  /// ``Limits/read(_:count:passes:)`` or ``Limits/copy(_:into:count:)``, all on the same memory.
  package func movers(of traffics: [Traffic]) -> [[() -> Void]] {
    func numbers(_ traffic: Traffic) -> Int {
      let numbers = max(2, traffic.bytes / MemoryLayout<Float>.stride)
      return traffic.kind == .copying ? numbers / 2 : numbers
    }
    let memory = Memory(numbers: traffics.map(numbers).max() ?? 0)
    if traffics.contains(where: { $0.kind == .copying }) { memory.y = memory.x * 2 }
    return traffics.map { traffic in
      let count = numbers(traffic)
      let move: () -> Void =
        switch traffic.kind {
        case .reading: { keep(Limits.read(memory.x, count: count, passes: traffic.passes)) }
        case .copying:
          {
            for _ in 0..<traffic.passes { Limits.copy(memory.x, into: &memory.y, count: count) }
          }
        }
      // Few bytes may come sooner than a second thread wakes.
      let isShort = traffic.bytes * traffic.passes <= 8 << 20
      return Threads.count > 1 && isShort ? [move, { Threads.with(1, move) }] : [move]
    }
  }
}

/// Lets the allocator keep what is freed. That of Linux gives large blocks back to the system, which has to
/// hand them out anew page by page: a curve of times then leaps where its tensors become large, at another
/// place in each run. It stops doing so for all blocks up to the largest that was ever freed, at most 32 MiB.
private func keepMemory() {
  let block = UnsafeMutableRawPointer.allocate(byteCount: 31 << 20, alignment: 16)
  keep(block)
  block.deallocate()
}

/// What is read and copied where only that is measured.
private final class Memory {
  let x: Tensor
  var y = Tensor(zeros: [0])

  init(numbers: Int) { x = Tensor(repeating: 1, shape: [numbers]) }
}

extension Page {
  /// Random numbers of their own for a section, so that it prints the same alone and in a whole run.
  package func generator(_ section: UInt64) -> SeededGenerator {
    SeededGenerator(seed: options.seed &* 1000 &+ section)
  }
}
