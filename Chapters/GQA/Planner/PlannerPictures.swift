import Base
import Experiments
import Notebook

extension Page {
  /// What fills the memory of a plan: weights, and the caches of all texts, for each number of kv heads and
  /// for weights of fewer bits.
  func plannedMemory(_ planner: Planner) {
    let (cells, memory) = (12, Double(planner.machine.memory))
    func strip(_ plan: ServingPlan, weights share: Double) -> [Diagram.Cell] {
      // What is there at all takes a cell at least.
      func place(_ bytes: Double, after start: Int) -> Int {
        let end = (bytes / memory * Double(cells)).rounded(
          bytes > memory ? .up : .toNearestOrAwayFromZero)
        return max(start + 1, Int(min(1e6, end)))
      }
      let weights = Double(plan.weightBytes) * share
      let caches = Double(plan.cacheBytes(texts: planner.texts, tokens: planner.tokens)!)
      let first = place(weights, after: 0)
      let last = place(weights + caches, after: first)
      // Both beyond the end are cut off there, the cut being seen.
      let drawn = min(cells + 4, max(cells, last))
      return (0..<drawn).map { i in
        let role: Diagram.Role =
          i >= last ? .faint : i >= cells ? .dropped : i < first ? .repeated : .new
        return .init(i >= last ? "" : i < first ? "W" : "c", role)
      }
    }
    var rows = planner.choices.map { choice in
      (counted(choice.kvHeads, "kv head"), strip(planner.plan(choice), weights: 1))
    }
    for bits in [8.0, 4] where bits < planner.bitsPerWeight {
      rows.append(
        (
          "\(planner.model.kvHeads), \(Int(bits)) bits",
          strip(planner.own, weights: bits / planner.bitsPerWeight)
        ))
    }
    diagram(
      """
      \(gigabytes(planner.machine.memory)) of memory, with \(counted(Int(planner.texts), "text")) of
      \(counted(Int(planner.tokens), "token")): weights (W) and caches (c), with other kv heads, and with weights
      of fewer bits.
      """,
      lookFor:
        "What stands beyond the twelfth cell does not fit; see whether it is weights or caches.",
      alternative: """
        Strips of \(cells) cells, one for each number of kv heads and two for weights of 8 and 4 bits. In each the
        first cells are the weights, the next ones the caches, and the rest is free; what is too large stands
        beyond the end.
        """,
      legend: [
        .repeated: "weights", .new: "caches of all texts", .faint: "free", .dropped: "does not fit",
      ],
      .strips("", rows))
  }
}

extension Planner {
  /// The bits of a weight, on average.
  var bitsPerWeight: Double { 8 * Double(model.all.bytes) / Double(max(1, model.all.weights)) }
}
