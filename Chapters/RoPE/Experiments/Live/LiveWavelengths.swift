import Base
import Mini
import Pictures

/// What happens to the wavelength of each pair as the context of a trained model grows.
package let liveWavelengths = LivePicture(
  "wavelengths",
  invitation: """
    Let the context grow, and compare the schemes: one slows all pairs, one the slow ones most, one leaves alone what \
    has turned often. Without any of them the slow pairs come to angles that the model has never seen.
    """,
  knobs: [
    LiveKnob(
      "scheme",
      [(0, "none"), (1, "interpolation"), (2, "NTK-aware"), (3, "YaRN")], shown: 3),
    .powers("the context grows by", of: 2, 0...6, shown: 3),
    .powers("trained context", of: 2, 9...15, shown: 12),
    .powers("base", of: 10, 3...6, shown: 4),
  ]
) { values in
  let (factor, context, base) = (values[1], values[2], values[3])
  let scaling: RotaryScaling =
    switch Int(values[0]) {
    case 1: .interpolation(factor: factor)
    case 2: .ntkAware(factor: factor)
    case 3: .yarn(factor: factor, originalContext: Int(context))
    default: .none
    }
  let d = 128
  let before = RotaryScaling.none.frequencies(base: base, dimensions: d)
  let after = scaling.frequencies(base: base, dimensions: d)
  func waves(_ frequencies: [Double]) -> [(Double, Double)] {
    frequencies.enumerated().map { (Double($0), 2 * .pi / $1) }
  }
  func level(_ name: String, _ tokens: Double) -> Plot.Series {
    .line(name, [(0, tokens), (Double(d / 2 - 1), tokens)])
  }
  // A pair that has gone round knows all angles; the others know those of the trained context.
  let strangers = zip(before, after).filter {
    $0 * context < 2 * .pi && $1 * context * factor > $0 * context * (1 + 1e-9)
  }
  let slowed = zip(before, after).filter { $1 < $0 * (1 - 1e-9) }.count
  let largest = zip(before, after).map { $0 / $1 }.max() ?? 1
  let neighbours = (before.first ?? 1) / (after.first ?? 1)
  return LivePicture.View(
    .plot(
      Plot(
        "After how many tokens each of 64 pairs has gone round. Look at which of them a scheme slows.",
        x: .linear("pair, the fastest first", 0...Double(d / 2 - 1)),
        y: .logarithmic("wavelength, tokens", 1...1e9),
        [
          .line("as trained", waves(before)), .line("scaled", waves(after)),
          level("trained context", context), level("new context", context * factor),
        ])),
    numbers: [
      "\(slowed) of \(d / 2) pairs are slowed, by at most \(largest.significant(3)); the fastest by "
        + "\(neighbours.significant(3)); scores are multiplied by "
        + (scaling.attentionFactor * scaling.attentionFactor).significant(4)
    ],
    checks: [
      .init(
        "no pair comes to angles that it never had in training",
        "\(strangers.count) of \(d / 2) pairs do", holds: strangers.isEmpty),
      .init(
        "neighbours are told apart as before: the fastest pair keeps its pace",
        "slowed by \(neighbours.significant(3))", holds: neighbours < 1.01),
    ])
}
