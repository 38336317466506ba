import MachineExperiments
import Mini
import Notebook

extension MachineChapter {
  /// M5: which of the two limits applies.
  var roofline: Section {
    Section("The roofline", "M5") { page in
      page.claim("M5")
      page.text(
        """
        A kernel computes and fetches at the same time, so it takes at least as long as either alone. Divide
        its operations by the longer of the two times, and a picture appears that has the shape of a roof
        (Williams et al., 2009):
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
      page.text(
        """
        We take a machine of \(peak.grouped) GFLOP/s and \(bandwidth.grouped) GB/s. Left of
        \(ridge.significant(3)) operations per byte memory is the limit, right of it arithmetic. By hand, for
        one row times a matrix of 4096 × 4096:
        """)
      let row = Work.product(1, 4096, 4096)
      let machine = imagined
      let (computing, reading) = page.code {
        (
          Double(row.operations) / (Double(peak) * 1e9),
          Double(row.bytes) / (Double(bandwidth) * 1e9)
        )
      }
      page.table(
        columns: ["", "amount", "time alone"],
        rows: [
          ["operations", row.operations.grouped, duration(computing)],
          ["bytes", row.bytes.grouped, duration(reading)],
        ])
      page.check(
        "M5", "the longer of both, in ms, is the limit that tables of times use",
        leastTime(row, machine) * 1e3, is: max(computing, reading) * 1e3,
        within: 1e-9 * max(computing, reading) * 1e3)
      page.expect(
        "Eight rows times the same matrix are eight times the operations. How much longer do they take?",
        answer: """
          Hardly longer, as long as memory is the limit: the matrix is the same, and it is read once for all
          eight. Section 6 measures it.
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
      The roof of the imagined machine, and where work stands if it reaches the roof. Look at which of it
      stands on the slope, where only fewer bytes help, and which on the flat part:
      """,
      x: .logarithmic("operations per byte"), y: .logarithmic("GFLOP/s"),
      .line("roof", roof), .points(kernels[0].0, kernels[0].1.map(attainable)),
      .points(kernels[1].0, kernels[1].1.map(attainable)),
      .points(kernels[2].0, kernels[2].1.map(attainable)),
      .points(kernels[3].0, kernels[3].1.map(attainable)))
  }

  /// Where work crosses from one side to the other, found by trying and by formula.
  private func manyRows(_ page: Page) {
    page.text(
      """
      From how much at once is arithmetic the limit? We search for the number, and compare with the
      formulas: ⌈6 peak / bandwidth⌉ for a square product of n rows, which has n/6 operations per
      byte, and ⌈4k peak / (2k bandwidth − 8 peak)⌉ for R rows times a matrix of k × k, here k =
      4096, which have about R/2. A prompt gives a model many rows at once, an answer one after the
      other. That is why servers answer several people together.
      """)
    // In whole numbers, so that no rounding decides: operations / peak ≥ bytes / bandwidth.
    func isArithmetic(_ work: Work) -> Bool { work.operations * bandwidth >= work.bytes * peak }
    let square = (1...).first { isArithmetic(.product($0, $0, $0)) }!
    let rows = (1...).first { isArithmetic(.product($0, 4096, 4096)) }!
    let k = 4096
    let squareByFormula = quotient(6 * peak, bandwidth)
    let rowsByFormula = quotient(4 * k * peak, 2 * k * bandwidth - 8 * peak)
    page.table(
      "Arithmetic is the limit from here on:", columns: ["work", "by trying", "by formula"],
      rows: [
        ["square product of n rows", "n = \(square.grouped)", "n = \(squareByFormula.grouped)"],
        ["R rows × 4096 × 4096", "R = \(rows.grouped)", "R = \(rowsByFormula.grouped)"],
      ])
    page.check(
      "M5", "square product: smallest n, against the formula", square,
      equals: squareByFormula, decides: true)
    page.check(
      "M5", "rows of a product with 4096 × 4096: smallest R, against the formula", rows,
      equals: rowsByFormula)
  }

  /// a / b, rounded up.
  private func quotient(_ a: Int, _ b: Int) -> Int { max(1, (a + b - 1) / b) }
}
