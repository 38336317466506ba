import Notebook

/// Samples, chains and loops, drawn.
extension Page {
  /// The order in which two contestants are called on a machine that gets warm.
  func takingTurns() {
    func row(_ calls: String) -> [Diagram.Cell] {
      calls.enumerated().map { i, call in .init(String(call), i < 6 ? .plain : .repeated) }
    }
    diagram(
      "Twelve calls on a machine that is slower from the seventh on.",
      lookFor: "One after the other, only B is slowed down; in turns, both are.",
      alternative: """
        Two strips of twelve calls. In the first six calls of A are followed by six of B, and the warm half
        holds B only. In the second A and B alternate in both halves.
        """,
      legend: [.plain: "cool", .repeated: "warm, slower"],
      .strips(
        "", [("one after the other", row("AAAAAABBBBBB")), ("in turns", row("ABABABABABAB"))]))
  }

  /// The numbers that one element of a product needs.
  func oneElement() {
    func grid(
      _ title: String, _ rows: Int, _ columns: Int, _ isUsed: @escaping (Int, Int) -> Bool
    ) -> Diagram.Part {
      .grid(
        title, rows: (0..<rows).map { "\($0)" }, columns: (0..<columns).map { "\($0)" }
      ) { .init(isUsed($0, $1) ? .marked : .faint) }
    }
    diagram(
      "One element of a product, and the numbers that it is made of.",
      lookFor:
        "The row of a is needed again for every other column of b: that is what caches are for.",
      alternative: """
        Three grids, a, b and c. One row of a and one column of b are marked, and in c the element where
        they meet.
        """,
      legend: [.marked: "read or written for this element", .faint: "not needed for it"],
      grid("a", 3, 5) { row, _ in row == 1 }, grid("b", 5, 4) { $1 == 2 },
      grid("c", 3, 4) { $0 == 1 && $1 == 2 })
  }

  /// Multiply–adds that wait for one another, and such that do not.
  func chains() {
    let latency = 4
    func cycles(_ chains: Int) -> [(name: String, cells: [Diagram.Cell])] {
      (0..<chains).map { chain in
        (
          "chain \(chain + 1)",
          (0..<12).map { cycle in
            cycle >= chain && (cycle - chain) % latency == 0 ? .init("×+", .new) : .init(.faint)
          }
        )
      }
    }
    diagram(
      "Twelve cycles of a core whose multiply–adds take four cycles each.",
      lookFor:
        "One chain starts an operation in every fourth cycle; four chains start one in each.",
      alternative: """
        Two sets of strips with a cell for each cycle. With one chain every fourth cell holds an operation.
        With four chains, each one cycle later than the one before, every cycle has one.
        """,
      legend: [.new: "a multiply–add begins", .faint: "waiting"],
      .strips("one chain", cycles(1)), .lineBreak, .strips("four chains", cycles(4)))
  }

  /// Two ways to add up the same numbers.
  func oneChainOrParts() {
    diagram(
      "The sum of four products, as one chain and as parts that two threads add up.",
      lookFor: """
        On the right two sums are rounded apart and then added, so the last bits may differ from those of the
        chain.
        """,
      alternative: """
        Two drawings. On the left four products lead to one sum, added from left to right. On the right the
        first two lead to one sum and the last two to another.
        """,
      .links(
        "one chain, as Mini has it",
        top: ["a₀b₀", "a₁b₁", "a₂b₂", "a₃b₃"].map { .init($0, .kept) },
        bottom: [.init("sum", .marked)], lines: (0..<4).map { ($0, 0) }),
      .links(
        "in parts", top: ["a₀b₀", "a₁b₁", "a₂b₂", "a₃b₃"].map { .init($0, .kept) },
        bottom: [.init("sum 1", .new), .init("sum 2", .new)], lines: (0..<4).map { ($0, $0 / 2) }))
  }

  /// How often a number that was read is used.
  func usesOfANumber() {
    func uses(_ title: String, _ top: [String], _ bottom: String) -> Diagram.Part {
      .links(
        title, top: top.map { .init($0, .new) }, bottom: [.init(bottom, .kept)],
        lines: top.indices.map { ($0, 0) })
    }
    diagram(
      "The sums (above) that use a number once it has been read (below).",
      lookFor: "The fewer lines lead to a number, the more of the time goes into reading.",
      alternative: """
        Three drawings. In a product of eight rows a weight goes into eight sums, in a product of one row
        into one, and in a norm a number of x into one number of y.
        """,
      uses("8 rows", (0..<8).map { "c\($0)" }, "weight"), uses("1 row", ["c0"], "weight"),
      uses("norm", ["y"], "x"))
  }

  /// The first weights of a block of Q4_0, the integers that stand for them, and what these give.
  func roundedBlock(_ block: [Float], _ rounded: [Float]) {
    let count = 8
    let scale = block.max { $0.magnitude < $1.magnitude }! / -8
    func row(
      _ name: String, _ numbers: [Float], _ digits: Int, _ role: Diagram.Role
    ) -> (name: String, cells: [Diagram.Cell]) {
      (name, numbers.prefix(count).map { .init(Double($0).fixed(digits), role) })
    }
    diagram(
      "The first \(count) of \(block.count) weights, and one scale, \(Double(scale).fixed(3)), for all of them.",
      lookFor: "Of each weight four bits are kept; times the scale they come near it.",
      alternative: """
        Three strips of \(count) cells: the weights, an integer from −8 to 7 for each, and the integers times
        the scale, which are near the weights.
        """,
      legend: [.new: "kept, in four bits", .kept: "read back"],
      .strips(
        "",
        [
          row("w", block, 2, .plain), row("q", rounded.map { ($0 / scale).rounded() }, 0, .new),
          row("d q", rounded, 2, .kept),
        ]))
  }
}
