import Base
import Mini
import Pictures

/// The size of a vector on its way through fifty random layers, with a gain and a norm that are chosen.
package let liveLayers = LivePicture(
  "layers",
  invitation: """
    Choose a gain a little below or above 1, without a norm, and see what fifty layers make of it. Then choose a norm: \
    the gain no longer matters to a chain, and a residual stream grows as the root of the layers.
    """,
  knobs: [
    LiveKnob("layers", [(0, "one after the other"), (1, "beside a residual stream")], shown: 0),
    LiveKnob("norm", [(0, "none"), (1, "LayerNorm"), (2, "RMSNorm")], shown: 2),
    LiveKnob(
      "gain of the weights",
      [0.1, 0.5, 0.8, 0.9, 1, 1.1, 1.25, 2, 10, 1000].map { ($0, $0.brief()) }, shown: 4),
  ]
) { values in
  let width = fifty.input.width
  let norm: Norm.Kind = values[1] == 0 ? .identity : values[1] == 1 ? .layer : .rms
  let layer = Norm(norm, dimensions: width, eps: 1e-5)
  let gain = Float(values[2])
  let states =
    values[0] == 1
    ? fifty.stream(gain: gain) { layer($0) } : fifty.chain(gain: gain) { layer($0) }
  let sizes = [1] + states.map { size(of: $0) }
  let last = sizes.last ?? 1
  return LivePicture.View(
    .plot(
      Plot(
        "The size of a vector after each of fifty random layers. Look at how straight it goes up or down.",
        x: .linear("layer", 0...50), y: .logarithmic("root mean square", 1e-12...1e12),
        [
          .line("size", sizes.enumerated().map { (Double($0), min(max($1, 1e-12), 1e12)) }),
          .line("as it went in", [(0, 1), (50, 1)]),
        ])),
    numbers: [
      "after fifty layers the size is \(last.significant(3)) (what is beyond 10¹² is drawn at the edge)"
    ],
    checks: [
      .init(
        "after fifty layers the vector is neither ten times as long as before nor a tenth",
        last.significant(3), holds: last < 10 && last > 0.1),
      .init(
        "all of its numbers are numbers that are not 0", last.significant(3),
        holds: last.isFinite && last > 0),
    ])
}

/// The layers, the same at every setting.
private let fifty: FiftyLayers = {
  var random = SeededGenerator(seed: 6)
  return FiftyLayers(50, width: 32, using: &random)
}()

/// √ of the mean square, added up in `Double`: what squares to more than a `Float` has a size all the same.
private func size(of x: Tensor) -> Double {
  (x.scalars.reduce(0) { $0 + Double($1) * Double($1) } / Double(x.count)).squareRoot()
}
