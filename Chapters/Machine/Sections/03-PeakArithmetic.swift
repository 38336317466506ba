import Experiments
import MachineExperiments
import Mini
import Notebook

extension MachineChapter {
  /// M3: how fast a core can compute, and what it takes.
  var peakArithmetic: Section {
    Section("How fast arithmetic can be", "M3") { page in
      page.result(
        "A sum that waits for itself leaves a core nearly idle; many sums at once reach its peak.")
      page.claim("M3")
      page.text(
        """
        A fused multiply–add, s + a·b rounded once, is two operations in one instruction, for a whole vector of
        numbers. A processor begins one or more of them in every cycle, but each takes some four cycles until
        its result is there:
        """)
      page.chains()
      page.expect(
        "A multiply–add takes four cycles, and one can begin in every cycle. How many sums keep a core busy?",
        answer: """
          Four that do not wait for one another, and more where several can begin in one cycle.
          """)
      let folder = "Chapters/Machine/Experiments/Chains.swift"
      try page.source(of: "func oneChain", in: folder)
      page.text(
        """
        A vector of sixteen numbers is sixteen chains in one; several such vectors hide the latency of one
        another. `Limits.multiplyAdd` runs up to twelve of them on each thread: its speed is the *peak*.
        """)
      try page.source(of: "func fourVectors", in: folder)
      let count = 1 << 20
      // Adding 1 · 1 so often must give the number of additions.
      for (name, sum) in [
        ("one chain does", oneChain(count, 1)), ("one vector does", oneVector(count, 1)),
        ("four vectors do", fourVectors(count, 1)),
      ] {
        page.check(
          "M3", "\(name) all their multiply–adds", exceptions: count - Int(sum), of: count,
          "multiply–adds")
      }

      let operations = Double(2 * count)
      let allThreads = "peak, \(options(page)) at once"
      page.timing(
        """
        A million multiply–adds, more at the peak. The column “of limit” compares with the peak of all threads:
        """,
        [
          (
            "",
            [
              Contestant("one chain", operations: operations) { keep(oneChain(count, 1e-9)) },
              Contestant("one vector", operations: operations) { keep(oneVector(count, 1e-9)) },
              Contestant("four vectors", operations: operations) { keep(fourVectors(count, 1e-9)) },
              Contestant("peak, 1 thread", operations: 8 * operations) {
                Threads.with(1) { keep(Limits.multiplyAdd(8 * count)) }
              },
              Contestant(allThreads, operations: 256 * operations) {
                keep(Limits.multiplyAdd(256 * count))
              },
            ]
          )
        ]
      ) { races in
        let perOperation = races[0].measurements.map { $0.median / $0.operations }
        page.finding(
          "M3", "one thread at its peak computes at least 20 times as much as one chain",
          ratio: perOperation[0] / perOperation[3],
          // Sixteen numbers, two units, a latency of eight cycles: more than processors have.
          expected: 20...256,
          ifLess: """
            This processor makes its vectors from fewer or slower units: the peak itself is in the table.
            """,
          ifMore: """
            Sixteen numbers at once, on two units with a latency of eight cycles, explain 256: something else
            held the one chain up.
            """,
          decides: true)
        page.finding(
          "M3", "a single vector is not enough for the peak either",
          ratio: perOperation[1] / perOperation[3], expected: 1.5...16,
          ifLess: """
            One vector keeps all units busy here, because this processor does less of this work at once.
            """,
          ifMore: """
            Two units with a latency of eight cycles explain 16: something else held the one vector up.
            """)
        if page.options.threads > 1 {
          page.finding(
            "M3", "\(options(page)) compute more than one",
            ratio: perOperation[3] / perOperation[4],
            expected: .atLeast(
              0.8 * Double(page.options.threads), work: Double(page.options.threads)),
            ifLess: """
              The threads share a core or its clock: two threads of one core have one set of units.
              """,
            ifMore: """
              The one thread was held up, for so many threads do no more than so many times its work.
              """)
        }
      }
      page.text(
        """
        A product of matrices brings independent chains along: every element of the result is one.
        """)
    }
  }

  private func options(_ page: Page) -> String {
    "\(page.options.threads) \(page.options.threads == 1 ? "thread" : "threads")"
  }
}
