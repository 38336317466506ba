import Experiments
import MachineExperiments
import Mini
import Notebook

extension MachineChapter {
  /// M3: how fast a core can compute, and what it takes.
  var peakArithmetic: Section {
    Section("How fast arithmetic can be", "M3") { page in
      page.claim("M3")
      page.text(
        """
        A fused multiply–add, s + a·b rounded once, is two operations in one instruction. A processor begins
        one or more of them in every cycle, but each takes some four cycles until its result is there. And
        one instruction can do it for a whole vector of numbers. So a sum like this one, where each addition
        waits for the one before, leaves nearly all of the core idle:
        """)
      page.chains()
      page.expect(
        "A multiply–add takes four cycles, and one can begin in every cycle. How many sums keep a core busy?",
        answer: """
          Four that do not wait for one another, each in a vector of its own; more where several can begin in
          one cycle. One long sum leaves three of four cycles empty.
          """)
      let folder = "Chapters/Machine/Experiments/Chains.swift"
      try page.source(of: "func oneChain", in: folder)
      page.text(
        """
        A vector of sixteen numbers is sixteen chains in one; several such vectors hide the latency
        of one another. `Limits.multiplyAdd` runs up to twelve of them, on all threads: what it
        reaches is the *peak*.
        """)
      try page.source(of: "func fourVectors", in: folder)
      let count = 1 << 20
      let (one, vector, four) = page.code {
        // Adding 1 · 1 so often must give the number of additions.
        (oneChain(count, 1), oneVector(count, 1), fourVectors(count, 1))
      }
      page.check("M3", "one chain: multiply–adds it did", Int(one), equals: count)
      page.check("M3", "one vector: multiply–adds it did", Int(vector), equals: count)
      page.check("M3", "four vectors: multiply–adds they did", Int(four), equals: count)

      let operations = Double(2 * count)
      let allThreads = "peak, \(options(page)) at once"
      page.timing(
        """
        A million multiply–adds, at the peak eight million, and 256 million where all threads share them,
        so that waking them is hardly seen. The column “of limit” compares with the peak of all threads
        together; watch the GFLOP/s climb:
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
        A formula has to bring its own independent chains. A product of matrices does: every element of the
        result is a chain, and they do not wait for one another.
        """)
    }
  }

  private func options(_ page: Page) -> String {
    "\(page.options.threads) \(page.options.threads == 1 ? "thread" : "threads")"
  }
}
