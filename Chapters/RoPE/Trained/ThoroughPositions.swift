import Mini
import Notebook
import RoPEExperiments
import Workbench

// The tables of five seeds in section 14. What holds with at least four of them is checked, the rest is
// told with its counts.

extension RoPEChapter {
  /// P1, P2: five kinds of positions, by parts of the text.
  func thoroughPositions(_ page: Page) throws {
    guard let table = try thorough(page, section: 14, Study.positions) else { return }
    let parts = Study.positionParts.map(Study.name)
    page.table(
      "Loss above the floor in nats a word, mean of five seeds with the smallest and the largest:",
      columns: ["positions"] + parts,
      rows: TrainedPositions.kinds.map { kind in
        [kind.name] + parts.map { table.values($0, kind.name).spread(3, none: "ends") }
      })
    func losses(_ kind: String, _ part: Int) -> [Double] { table.values(parts[part], kind) }
    let order = ["ALiBi", "none", "rotary", "sinusoids"]
    page.check(
      "P2",
      "thorough, just beyond the trained length: seeds, of 5, with the order \(order.joined(separator: ", "))",
      Double(
        (0..<5).count { seed in
          zip(order, order.dropFirst()).allSatisfy { losses($0, 1)[seed] < losses($1, 1)[seed] }
        }), isAtLeast: 4)
    page.check(
      "P1",
      "thorough: rise of ALiBi just beyond the trained length, the largest of five seeds, nats",
      zip(losses("ALiBi", 1), losses("ALiBi", 0)).map { $0 - $1 }.max()!, isAtMost: 0.1)
    let added = ["sinusoids", "learned", "none"]
    func ahead(_ kind: String) -> Int {
      (0..<5).count { seed in added.allSatisfy { losses(kind, 0)[seed] < losses($0, 0)[seed] } }
    }
    page.text(
      """
      Behind the trained length the order is far above the spread of the seeds. *Within* it, ALiBi is ahead
      of sinusoids, of learned codes and of none with \(ahead("ALiBi")) seeds of five, and rotary with
      \(ahead("rotary")): after \(TrainedPositions.thoroughSteps) steps these differ by as much as two seeds
      do. Learned codes are ahead of sinusoids with
      \(losses("learned", 0).countBelow(losses("sinusoids", 0))) seeds of five; Vaswani et al., 2017, find
      the two equal (Table 3, row E).
      """)
  }

  /// P1: frequencies.
  func thoroughFrequencies(_ page: Page) throws {
    guard let table = try thorough(page, section: 14, Study.frequencies) else { return }
    let names = TrainedPositions.schemeNames
    page.table(
      "Loss above the floor in nats a word, mean of five seeds with the smallest and the largest:",
      columns: ["times as far", "frequencies"] + table.study.results,
      rows: Study.frequencyFactors.flatMap { factor in
        names.map { name in
          ["\(factor)", name]
            + table.study.results.map { table.values($0, "\(factor)", name).spread(3) }
        }
      })
    func losses(_ result: String, _ factor: Int, _ name: String) -> [Double] {
      table.values(result, "\(factor)", name)
    }
    func ahead(_ result: String, _ factor: Int, _ name: String, of other: String) -> Int {
      losses(result, factor, name).countBelow(losses(result, factor, other))
    }
    page.check(
      "P1", "thorough, at once, 2 times as far: seeds, of 5, with which interpolation costs inside",
      Double(ahead("at once inside", 2, "as trained", of: "interpolation")), isAtLeast: 4)
    page.check(
      "P1", "thorough, at once, 2 times as far: seeds, of 5, with which NTK-aware is ahead beyond",
      Double(ahead("at once beyond", 2, "NTK-aware", of: "as trained")), isAtLeast: 4)
    page.check(
      "P1", "thorough, 2 times as far: seeds, of 5, with which training helps interpolation inside",
      Double(
        losses("trained further inside", 2, "interpolation")
          .countBelow(losses("at once inside", 2, "interpolation"))), isAtLeast: 4)
    for name in ["NTK-aware", "YaRN"] {
      page.check(
        "P1",
        "thorough, trained further, 2 times as far: seeds, of 5, with which \(name) is ahead beyond",
        Double(ahead("trained further beyond", 2, name, of: "as trained")), isAtLeast: 4)
    }
    page.check(
      "P1",
      "thorough, trained further, 4 times as far: seeds, of 5, with which YaRN is ahead of all",
      Double(
        (0..<5).count { seed in
          names.dropLast().allSatisfy {
            losses("trained further beyond", 4, "YaRN")[seed]
              < losses("trained further beyond", 4, $0)[seed]
          }
        }), isAtLeast: 4)
    func further(_ factor: Int, _ name: String) -> Int {
      ahead("trained further beyond", factor, name, of: "as trained")
    }
    page.text(
      """
      Trained further, interpolation is ahead of the old frequencies beyond the trained length with
      \(further(2, "interpolation")) seeds of five where the model reads twice as far, and with
      \(further(4, "interpolation")) where it reads four times as far; NTK-aware frequencies with
      \(further(2, "NTK-aware")) and \(further(4, "NTK-aware")), YaRN with \(further(2, "YaRN")) and
      \(further(4, "YaRN")). At four times the length YaRN is far ahead, at once and after the training. So it
      is in Peng et al. for a text longer than what the model was converted for: 8.07 with interpolation,
      6.24 NTK-aware and 6.04 with YaRN (Table 1, 10 240 tokens). It is interpolation where the small model
      disagrees with that paper: when four pairs are squeezed to a quarter nothing is left that tells
      neighbours apart, and a tenth of the steps is too little to learn it anew.
      """)
  }
}
