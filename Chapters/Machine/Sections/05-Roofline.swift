import MachineExperiments
import Mini
import Notebook

extension MachineChapter {
  /// M5: which of the two limits applies.
  var roofline: Section {
    Section("The roofline", "M5") { page in
      page.result(
        "The longer of two times is the limit, and operations per byte say which of them that is.")
      page.claim("M5")
      page.text(
        """
        A kernel computes and fetches at the same time, so it takes at least as long as either alone. Operations
        per second, drawn against operations per byte, then have a roof (Williams et al., 2009):
        """)
      page.formula(
        """
        time        ≥ max( operations / peak,  bytes / bandwidth )
        operations
        per second  ≤ min( peak,  intensity × bandwidth )
        """,
        tex: #"""
          t \ge \max\Big(\frac{\text{operations}}{\text{peak}}, \frac{\text{bytes}}{\text{bandwidth}}\Big),
          \qquad \frac{\text{operations}}{t} \le \min(\text{peak},\ \text{intensity} \cdot \text{bandwidth})
          """#)
      let ridge = Double(peak) / Double(bandwidth)
      let (row, machine) = (Work.product(1, 4096, 4096), imagined)
      let computing = Double(row.operations) / (Double(peak) * 1e9)
      let reading = Double(row.bytes) / (Double(bandwidth) * 1e9)
      page.text(
        """
        We take a machine of \(peak.grouped) GFLOP/s and \(bandwidth.grouped) GB/s. Left of
        \(ridge.significant(3)) operations per byte memory is the limit, right of it arithmetic. One row
        times a matrix of 4096 × 4096 has \(row.operations.grouped) operations, which take
        \(duration(computing)) alone, and \(row.bytes.grouped) bytes, which take \(duration(reading)).
        """)
      page.check(
        "M5", "tables of times take the longer of both for the limit",
        leastTime(row, machine) * 1e3, is: max(computing, reading) * 1e3,
        within: 1e-9 * max(computing, reading) * 1e3, measuring: "time in ms")
      page.expect(
        "Eight rows times the same matrix are eight times the operations. How much longer do they take?",
        answer: """
          Hardly longer, as long as memory is the limit: the matrix is read once for all eight. Section 6
          measures it.
          """)
      roof(page, machine)
      manyRows(page)
    }
  }

  /// The machine of the knobs.
  var imagined: MachineLimits {
    MachineLimits(
      operationsPerSecond: Double(peak) * 1e9,
      bandwidths: [(workingSet: 1 << 40, bytesPerSecond: Double(bandwidth) * 1e9)])
  }

  private func leastTime(_ work: Work, _ machine: MachineLimits) -> Double {
    machine.leastTime(operations: Double(work.operations), bytes: Double(work.bytes))
  }

  func roof(_ page: Page, _ machine: MachineLimits) {
    let kernels: [(String, [(String, Work)])] = [
      (
        "1, 8 and 64 rows × 4096 × 4096",
        [1, 8, 64].map { ("rows: \($0)", .product($0, 4096, 4096)) }
      ),
      (
        "norms",
        [
          ("RMSNorm", .rmsNorm(rows: 512, width: 1024)),
          ("LayerNorm", .layerNorm(rows: 512, width: 1024)),
        ]
      ),
      (
        "new token, 32, 8 and 1 kv heads",
        [32, 8, 1].map { ("kv heads: \($0)", .decode(kvHeads: $0)) }
      ),
      ("1024 tokens of attention", [("1024 tokens", .prefill)]),
    ]
    func attainable(_ name: String, _ work: Work) -> (String, Double, Double) {
      (name, work.intensity, Double(work.operations) / leastTime(work, machine) / 1e9)
    }
    let edges = [0.25, Double(peak) / Double(bandwidth), 1000]
    let roof = edges.sorted().map { ($0, min(Double(peak), $0 * Double(bandwidth))) }
    page.plot(
      """
      The roof of that machine, and work that reaches it. Look at what stands on the slope, where only fewer
      bytes help, and what on the flat part:
      """,
      x: .logarithmic("operations per byte"), y: .logarithmic("GFLOP/s"),
      .line("roof", roof), .points(kernels[0].0, kernels[0].1.map(attainable)),
      .points(kernels[1].0, kernels[1].1.map(attainable)),
      .points(kernels[2].0, kernels[2].1.map(attainable)),
      .points(kernels[3].0, kernels[3].1.map(attainable)))
  }

  /// Where work crosses from one side to the other, found by trying and by formula.
  private func manyRows(_ page: Page) {
    // In whole numbers, so that no rounding decides: operations / peak ≥ bytes / bandwidth.
    func isArithmetic(_ work: Work) -> Bool { work.operations * bandwidth >= work.bytes * peak }
    let square = (1...).first { isArithmetic(.product($0, $0, $0)) }!
    let rows = (1...).first { isArithmetic(.product($0, 4096, 4096)) }!
    let k = 4096
    let squareByFormula = quotient(6 * peak, bandwidth)
    let rowsByFormula = quotient(4 * k * peak, 2 * k * bandwidth - 8 * peak)
    page.text(
      """
      From how much at once is arithmetic the limit? A square product of n rows has n/6 operations per byte, so
      from n = ⌈6 peak / bandwidth⌉ = \(squareByFormula.grouped) on. R rows times a matrix of k × k have about
      R/2, so here from R = ⌈4k peak / (2k bandwidth − 8 peak)⌉ = \(rowsByFormula.grouped). A prompt gives a
      model many rows at once, an answer one after the other: that is why servers answer several people
      together.
      """)
    page.check(
      "M5", "the smallest square product that arithmetic limits, by trying and by formula", square,
      equals: squareByFormula, measuring: "n =", decides: true)
    page.check(
      "M5", "the fewest rows × 4096 × 4096 that arithmetic limits, by trying and by formula", rows,
      equals: rowsByFormula, measuring: "R =")
  }

  /// a / b, rounded up.
  private func quotient(_ a: Int, _ b: Int) -> Int { max(1, (a + b - 1) / b) }
}
