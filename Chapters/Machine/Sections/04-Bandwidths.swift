import Base
import Experiments
import Mini
import Notebook

extension MachineChapter {
  /// M4: how fast bytes come, from each level of caches and from memory.
  var bandwidths: Section {
    Section("How fast bytes can come", "M4") { page in
      page.result(
        "What fits into a small cache is read much faster, again and again, than what comes from memory."
      )
      page.claim("M4")
      page.text(
        """
        Between memory and a core lie caches, each smaller and quicker than the next; they keep what was used
        last. The first one holds some tens of kilobytes, the last often some ten megabytes, which the cores
        share. `Limits.read` adds up all numbers of a tensor and hardly computes.
        """)
      let count = 1 << 24  // 64 MiB, more than the caches of most processors hold
      let x = Tensor(repeating: 1, shape: [count])
      var y = Tensor(zeros: [count])
      Limits.copy(x, into: &y)
      page.check(
        "M4", "of a tensor of ones every number is read", exceptions: count - Int(Limits.read(x)),
        of: count, "numbers")
      page.check(
        "M4", "a copy arrives", exceptions: y.differingElements(from: x), of: count, "numbers")

      page.measured { curve(page) }
      page.measured { levels(page) }
      page.deeper("Short pieces in mixed order tell why a curve may rise with the size") { page in
        mixedPieces(page)
      }
      page.deeper("A copy has a limit of its own, because writing has a price of its own") { page in
        copying(page, x)
      }
    }
  }

  /// Reading and copying as many bytes.
  private func copying(_ page: Page, _ x: Tensor) {
    var y = Tensor(zeros: x.shape)
    let bytes = Double(4 * x.count)
    page.timing(
      "Reading and copying from memory; each moves \(memory(8 * x.count)):",
      [
        (
          "",
          [
            Contestant("read twice", bytes: 2 * bytes, passes: 2) {
              keep(Limits.read(x))
              keep(Limits.read(x))
            },
            Contestant("copy", bytes: 2 * bytes, moving: .copying) {
              Limits.copy(x, into: &y)
            },
          ]
        )
      ]
    ) { races in
      page.finding(
        "M4", "a copy takes longer than reading as many bytes",
        ratio: races[0].ratio(of: 1, to: 0),
        // Half as many bytes again are fetched before they are written, and writing may be half as fast.
        expected: .atLeast(1, work: 3),
        ifLess: """
          This machine writes without reading first, so that a copy moves no more than reading does.
          """,
        ifMore: """
          Writing costs more here than that a line is fetched before it is written, which makes 1.5.
          """)
    }
    page.text(
      """
      Before a part of a cache line is written, most processors fetch the line from memory. So the measure of
      a kernel that writes as much as it reads is the copy.
      """)
  }

  /// Bandwidth against the size of what is read.
  private func curve(_ page: Page) {
    // From 16 KiB to 128 MiB, in half powers of two or in powers of four.
    let sizes = stride(from: 28.0, through: 54, by: page.options.quick ? 4 : 1).map {
      half -> Int in
      Int(Double.exp2(half / 2)) & ~4095  // whole pages of 4 KiB
    }
    let points = Threads.with(1) {
      sizes.enumerated().map { i, bytes in
        page.working(on: "reading", Double(i) / Double(sizes.count))
        return (Double(bytes) / 1024, Limits.bandwidth(ofWorkingSet: bytes) / 1e9)
      }
    }
    page.plot(
      """
      One core reads the same bytes again and again. Look for the steps: each is a cache that has become
      too small. Between two of them the speed may even rise with the size.
      """,
      x: .logarithmic("working set, KiB"), y: .logarithmic("GB/s"), .line("read", points))
  }

  /// Whether half a MiB is read faster than a quarter because its runs are longer.
  private func mixedPieces(_ page: Page) {
    let half = Tensor(repeating: 1, shape: [1 << 17])  // 512 KiB, 128 pieces of 4 KiB
    let quarter = Tensor(repeating: 1, shape: [1 << 16])
    page.text(
      """
      Where the curve rises, is it the longer run, which suits the hardware that fetches in advance?
      Then short pieces in mixed order must be slower. If they are not, the reason is another, which only the
      processor's counters could tell, and these are closed to most programs.
      """)
    page.check(
      "M4", "in mixed pieces every number is read, too",
      exceptions: half.count - Int(Limits.read(half, inPiecesOf: 1024, stride: 37)),
      of: half.count, "numbers")
    page.timing(
      "As many bytes, read by one core:",
      [
        (
          "",
          [
            Contestant("512\u{A0}KiB in order") {
              keep(Limits.read(half, inPiecesOf: 1024, stride: 1))
            },
            Contestant("512\u{A0}KiB in pieces of 4\u{A0}KiB, mixed") {
              keep(Limits.read(half, inPiecesOf: 1024, stride: 37))
            },
            Contestant("256\u{A0}KiB in order, twice") {
              keep(Limits.read(quarter, inPiecesOf: 1024, stride: 1))
              keep(Limits.read(quarter, inPiecesOf: 1024, stride: 1))
            },
          ]
        )
      ]
    ) { races in
      page.finding(
        "M4", "in mixed pieces it takes as long as in order", ratio: races[0].ratio(of: 1, to: 0),
        expected: 0.85...1.15,
        ifLess: "What is read in order is no quicker here: the run was held up by something else.",
        ifMore: "Long runs are read faster on this processor, which may be why a curve rises.")
    }
  }

  /// The limits that tables of times use.
  private func levels(_ page: Page) {
    guard let limits = page.machineLimits else { return }
    let one = Threads.with(1) { Limits.measured() }
    let threads = page.options.threads
    page.table(
      """
      Reading again and again, in GB/s: the best of a few attempts.
      """,
      columns: ["working set", "1 thread"] + (threads == 1 ? [] : ["up to \(threads) threads"]),
      rows: zip(one.bandwidths, limits.bandwidths).map { one, all in
        [memory(one.workingSet), (one.bytesPerSecond / 1e9).significant(2)]
          + (threads == 1 ? [] : [(all.bytesPerSecond / 1e9).significant(2)])
      })
    page.deeper("The memory of this machine as steps") { page in
      steps(page, one.bandwidths.map { ($0.workingSet, $0.bytesPerSecond) })
    }
    page.finding(
      "M4", "one core reads 24\u{A0}KiB at least twice as fast as memory",
      ratio: one.bandwidths[0].bytesPerSecond / one.bandwidths.last!.bytesPerSecond,
      expected: 2...100,
      ifLess: "Memory is close to one core here: the core itself limits how fast it reads.",
      ifMore: "Another program was reading from memory at the same time.",
      decides: true)
  }

  private func steps(_ page: Page, _ bandwidths: [(bytes: Int, perSecond: Double)]) {
    page.diagram(
      "The memory of this machine as steps, read by one core.",
      lookFor: "Each step down holds more and answers more slowly.",
      alternative: """
        Steps that become wider from top to bottom, one for each size of what is read again and again,
        each with the bytes per second of one core.
        """,
      .stairs(
        "",
        bandwidths.map {
          .init(memory($0.bytes), (($0.perSecond / 1e9).significant(2)) + " GB/s")
        }))
  }
}
