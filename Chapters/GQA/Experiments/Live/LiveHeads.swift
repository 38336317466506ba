import Base
import Experiments
import Pictures

/// Query heads on kv heads, and what the cache of such a model costs whoever serves it.
package let liveHeads = LivePicture(
  "heads",
  invitation: """
    Take kv heads away, from one for each query head down to one for all: the cache shrinks by the same factor. Then \
    let texts grow longer or come in larger numbers, until the caches no longer fit or are most of what is read.
    """,
  knobs: [
    .powers("query heads", of: 2, 0...6, shown: 5),
    .powers("kv heads (at most as many)", of: 2, 0...6, shown: 3),
    .whole("layers", 1...128, shown: 32),
    .powers("features of a head", of: 2, 5...8, shown: 7),
    LiveKnob("bytes of a number", [(1, "1"), (2, "2"), (4, "4")], shown: 1),
    .powers("tokens of a text", of: 2, 8...17, shown: 13),
    .powers("texts at once", of: 2, 0...10, shown: 0),
    gigabytes("weights", [0.3, 1, 3, 7, 14, 16, 26, 70, 140, 810], shown: 5),
    gigabytes("memory", [4, 8, 16, 24, 48, 80, 192, 640, 1500], shown: 5),
    gigabytes("bandwidth, per second", [40, 100, 400, 1000, 2000, 3350, 8000], shown: 4),
  ]
) { values in
  let (queryHeads, kvHeads) = (Int(values[0]), Int(min(values[0], values[1])))
  let (context, texts) = (values[5], values[6])
  let plan = PlannedModel(
    name: "", layers: Int(values[2]), queryHeads: queryHeads, kvHeads: kvHeads,
    headDimension: Int(values[3]), all: PlannedModel.Part(weights: 0, bytes: Int64(values[7]))
  ).plan(
    cacheBits: 8 * Int(values[4]),
    on: ServingMachine(memory: Int64(values[8]), bandwidth: values[9], peak: 1))
  let perToken = Double(plan.cacheBytesPerToken)
  let caches = perToken * context * texts
  let whole = caches * Double(queryHeads) / Double(kvHeads)
  let kind = kvHeads == queryHeads ? "multi-head" : kvHeads == 1 ? "multi-query" : "grouped-query"
  let diagram = Diagram(
    "Which kv head each query head reads.",
    lookFor:
      "All query heads over one kv head share its keys and values, and so its place in the cache.",
    alternative: """
      \(queryHeads) query heads above, \(kvHeads) kv heads below, each joined with \
      \(queryHeads / kvHeads) neighbouring query heads.
      """,
    [
      .links(
        "\(kind) attention: \(queryHeads) query heads, \(kvHeads) kv heads",
        top: (0..<queryHeads).map { .init("q\($0)", .query) },
        bottom: (0..<kvHeads).map { .init("k\($0)", .key) },
        lines: (0..<queryHeads).map { ($0, $0 * kvHeads / queryHeads) })
    ])
  let (weights, memory) = (Double(plan.weightBytes), Double(plan.machine.memory))
  let step = weights + caches
  return LivePicture.View(
    .diagram(diagram),
    numbers: [
      "keys and values: \(bytes(perToken)) a token; \(bytes(caches)) for all texts, instead of "
        + "\(bytes(whole)) with a kv head for each query head",
      "a step reads \(bytes(step)): at most \((plan.machine.bandwidth / step).significant(3)) tokens a second for each text, "
        + "\((texts * plan.machine.bandwidth / step).significant(3)) for all",
    ],
    checks: [
      .init(
        "weights and caches fit the memory", "\(bytes(step)) of \(bytes(memory))",
        holds: step <= memory),
      .init(
        "the weights are most of what a step reads", "\((weights / step).percent())",
        holds: weights * 2 >= step),
    ])
}

private func gigabytes(_ label: String, _ values: [Double], shown: Int) -> LiveKnob {
  LiveKnob(label, values.map { ($0 * 1e9, bytes($0 * 1e9)) }, shown: shown)
}

/// An amount in powers of 1000.
private func bytes(_ amount: Double) -> String {
  let units: [(Double, String)] = [(1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB")]
  for (size, name) in units where amount >= size {
    let value = amount / size
    let text = value == value.rounded() ? value.brief() : value.significant(3)
    return text + "\u{00A0}" + name
  }
  return amount.brief() + "\u{00A0}B"
}
