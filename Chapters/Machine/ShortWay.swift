import Base
import Experiments
import MachineExperiments
import Mini
import Notebook
import Workbench

extension MachineChapter {
  var shortWay: [Step] {
    [
      Step("Which of two is faster: when is a time to be believed?", proof: measuringTime) { page in
        believed(page)
      },
      Step("How long does it take at least?", proof: countingWork, roofline) { page in
        try atLeast(page)
      },
      Step("How fast do operations and bytes come?", proof: peakArithmetic, bandwidths) { page in
        twoLimits(page)
      },
      Step("Which of the two is the limit?", proof: roofline) { page in twoSides(page) },
      Step("How close do kernels come to it?", proof: kernelsOfMini) { page in someKernels(page) },
      Step("Are results the same, whoever computes them?", proof: oneRowOneAnswer) { page in
        sameBits(page)
      },
      Step("What does a limit not promise?", proof: priceOfBlocks, mistakes) { page in
        notPromised(page)
      },
    ]
  }

  var whatToKeep: String {
    """
    *Keep:* before you measure, count: operations and bytes say how long a kernel takes at least, and which of
    them it waits for. Measure in turns, and give the median beside that limit. And where a result must not depend on
    who computes it, fix the order of its sums.
    """
  }
}

// MARK: The steps

extension MachineChapter {
  private func believed(_ page: Page) {
    page.text(
      """
      The first call waits for memory, the system interrupts, and a processor that gets warm slows down. On
      an imagined machine that does all of it at known times:
      """)
    var random = page.generator(1)
    page.ways(waysToMeasure(using: &random))
    page.text(
      """
      So here a call that does not count goes first, contestants take turns, and the middle of many samples is
      given, with their spread.
      """)
  }

  private func atLeast(_ page: Page) throws {
    page.text(
      """
      Count, before you measure. This is a product of matrices in plain lines, and a multiply–add is two operations:
      """)
    try page.source(
      of: "func naiveProduct", in: "Chapters/Machine/Experiments/CuttingAndJoining.swift")
    page.text(
      """
      Its *operations* follow from the shapes, and so do its *bytes*: what has to come from memory or go there
      if each number does so once. Then, for data that lies in memory,
      """)
    page.formula(
      "time  ≥  max( operations / peak,  bytes / bandwidth )",
      tex:
        #"t \ge \max\Big(\frac{\text{operations}}{\text{peak}}, \frac{\text{bytes}}{\text{bandwidth}}\Big)"#
    )
    let row = Work.product(1, 4096, 4096)
    page.text(
      """
      By hand, for a row of 4096 numbers times a matrix, on a machine with \(peak.grouped)
      GFLOP/s and \(bandwidth.grouped) GB/s: 2 · 4096² = \(row.operations.grouped) operations take
      \(duration(Double(row.operations) / Double(peak) / 1e9)), and 4 (4096 + 4096² + 4096) =
      \(row.bytes.grouped) bytes take \(duration(Double(row.bytes) / Double(bandwidth) / 1e9)).
      """)
  }

  private func twoLimits(_ page: Page) {
    page.text(
      """
      A core begins one multiply–add or more in a cycle, each for a whole vector of numbers, but a result takes
      some four cycles. So it is busy only with many sums that do not wait for one another, which is
      its *peak*:
      """)
    page.chains()
    page.text(
      """
      Bytes come from caches, each smaller and quicker than the next, and the rest from memory: what fits
      into a small one can be read again much sooner.
      """)
    guard page.measuresTime else { return }
    let peaks = (0..<3).map { _ in Limits.measuredOperationsPerSecond() }
    let (near, far) = (24 << 10, 128 << 20)
    let (cache, memory) = Threads.with(1) {
      (Limits.bandwidth(ofWorkingSet: near), Limits.bandwidth(ofWorkingSet: far))
    }
    page.measured(disturbance: Disturbance(timesOf: "peak", peaks.map { 1 / $0 })) {
      page.text(
        """
        On this machine: \((peaks.max()! / 1e9).significant(3)) GFLOP/s with
        \(counted(page.options.threads, "thread"));
        one core reads 24\u{A0}KiB again and again with \((cache / 1e9).significant(2)) GB/s, and
        128\u{A0}MiB with \((memory / 1e9).significant(2)).
        """)
    }
  }

  private func twoSides(_ page: Page) {
    func isArithmetic(_ work: Work) -> Bool { work.operations * bandwidth >= work.bytes * peak }
    let rows = (1...).first { isArithmetic(.product($0, 4096, 4096)) }!
    page.text(
      """
      The one that takes longer, and operations per byte tell. On the imagined machine of step 2, below
      \((Double(peak) / Double(bandwidth)).significant(2)) of them it waits for bytes, and above for arithmetic.
      The matrix is read once for all rows that come together, so from \(counted(rows, "row")) on arithmetic
      is the limit.
      """)
    roof(page, imagined)
  }

  private func someKernels(_ page: Page) {
    page.text(
      """
      A product of square matrices uses each number n times, and waits for arithmetic. A row times a matrix
      uses each weight once, and so does a norm its numbers: they wait for bytes.
      """)
    guard page.measuresTime else { return }
    var random = page.generator(6)
    let n = 512
    let (a, b) = (Tensor.uniform(n, n, using: &random), Tensor.uniform(n, n, using: &random))
    let wide = 2048
    let (x, w) = (
      Tensor.uniform(1, wide, using: &random), Tensor.uniform(wide, wide, using: &random)
    )
    let rows = RowKernels(rows: wide, width: 1024, using: &random)
    page.timing(
      "The column “of limit” compares with the peak, or with moving as many bytes and nothing else:",
      [
        (
          "",
          [
            Contestant("\(n) × \(n) × \(n)", .product(n, n, n)) { keep(matmul(a, b)) },
            Contestant("1 row × \(wide) × \(wide)", .product(1, wide, wide)) { keep(matmul(x, w)) },
            Contestant(
              "RMSNorm, \(wide) × 1024", .rmsNorm(rows: wide, width: 1024), moving: .copying
            ) { rows.rmsNorm() },
          ]
        )
      ])
  }

  private func sameBits(_ page: Page) {
    var random = page.generator(7)
    let x = Tensor.normal(rows, inner, using: &random)
    let w = Tensor.normal(inner, columns, using: &random)
    let whole = Threads.with(1) { matmul(x, w) }
    let differing = [1, 2, 3].reduce(0) { sum, threads in
      Threads.with(threads) {
        [1, 7, rows].reduce(sum) { sum, size in
          sum + x.inBlocks(of: size) { matmul($0, w) }.differingElements(from: whole)
        }
      }
    }
    page.text(
      """
      Sums that are added up in another order are rounded otherwise. In `Mini` every element is one chain, as
      above, and threads share elements, never a sum. A product of [\(rows), \(inner)] by
      [\(inner), \(columns)], row by row, seven at a time and at once, on 1, 2 and 3 threads:
      \(differing == 0 ? "all" : "not all") \(whole.count.grouped) numbers have the same bits.
      """)
    page.oneChainOrParts()
  }

  private func notPromised(_ page: Page) {
    page.list(
      """
      *That it is reached.* It is a least time. Weights in blocks of four bits, scales included, are about a seventh of the bytes; but they have to
      be widened to numbers first, and that takes its time as well.
      """,
      """
      *That it was counted well.* Who counts a multiply–add once, or shared keys and values more than once,
      compares with another kernel.
      """,
      """
      *That it is yours.* The marks `◆` are about the machine that ran them, and only while nothing else did:
      where a time beats its limit or spreads widely, the page says that the machine was busy.
      """)
  }
}
