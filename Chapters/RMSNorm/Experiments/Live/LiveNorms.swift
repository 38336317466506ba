import Base
import Mini
import Pictures

/// A vector whose mean and length are under the reader's hand, and what both norms make of it.
package let liveNorms = LivePicture(
  "norms",
  invitation: """
    Add something to every feature: LayerNorm's line stays and RMSNorm's is pressed flat. Multiply all of them: both \
    lines stay, until the vector is so small that ε counts.
    """,
  knobs: [
    .steps("added to every feature", from: -5, by: 0.1, count: 101, digits: 1, shown: 50),
    LiveKnob(
      "all multiplied by",
      [1e-4, 1e-3, 0.01, 0.1, 0.5, 1, 2, 5, 10, 100, 1000].map { ($0, $0.brief()) }, shown: 5),
    LiveKnob(
      "ε", [0, 1e-8, 1e-6, 1e-5, 1e-3, 0.1].map { ($0, $0.brief(1)) }, shown: 3),
  ]
) { values in
  let (shift, scale, eps) = (Float(values[0]), Float(values[1]), values[2])
  let features: [Float] = [-1.375, 0.25, 0.875, -0.25, 1.625, -0.75, 0.125, -0.5]
  func tensor(_ change: (Float) -> Float) -> Tensor {
    Tensor(features.map(change)).reshaped(1, 8)
  }
  let x = tensor { ($0 + shift) * scale }
  let (layerNorm, rmsNorm) = (LayerNorm(dimensions: 8, eps: eps), RMSNorm(dimensions: 8, eps: eps))
  let (layer, rms) = (layerNorm(x), rmsNorm(x))
  // The same vectors as they were before, and before they were multiplied.
  let (layerBefore, rmsBefore) = (layerNorm(tensor { $0 * scale }), rmsNorm(tensor { $0 * scale }))
  let rmsUnscaled = rmsNorm(tensor { $0 + shift })
  func points(_ y: Tensor, by factor: Double = 1) -> [(Double, Double)] {
    (0..<8).map { (Double($0 + 1), Double(y[0, $0]) * factor) }
  }
  func apart(_ a: Tensor, _ b: Tensor) -> Double {
    (0..<8).reduce(0) { max($0, abs(Double(a[0, $1]) - Double(b[0, $1]))) }
  }
  func mean(_ y: Tensor) -> Double { (0..<8).reduce(0) { $0 + Double(y[0, $1]) } / 8 }
  func length(_ y: Tensor) -> Double {
    (0..<8).reduce(0) { $0 + Double(y[0, $1]) * Double(y[0, $1]) }.squareRoot()
  }
  func check(_ statement: String, _ difference: Double) -> LivePicture.Check {
    .init(
      statement, "largest difference \(difference.scientific(1)), at most 1e-03",
      holds: difference <= 1e-3)
  }
  let input = scale == 1 ? "input" : "input, divided by \(Double(scale).brief())"
  return LivePicture.View(
    .plot(
      Plot(
        """
        Eight features, and what LayerNorm and RMSNorm make of them. Look for the line that follows when all \
        are moved.
        """,
        x: .linear("feature", 1...8), y: .linear("value", -7...7),
        [
          .line(input, points(x, by: 1 / Double(scale))), .line("LayerNorm", points(layer)),
          .line("RMSNorm", points(rms)),
        ])),
    numbers: [
      "input: mean \(mean(x).significant(3)), length \(length(x).significant(3)); LayerNorm: mean "
        + "\(mean(layer).fixed(3)), length \(length(layer).fixed(3)); RMSNorm: mean \(mean(rms).fixed(3)), "
        + "length \(length(rms).fixed(3)) (√8 = \(Double(8).squareRoot().fixed(3)))"
    ],
    checks: [
      check("LayerNorm does not see what is added to every feature", apart(layer, layerBefore)),
      check("RMSNorm does not see it either", apart(rms, rmsBefore)),
      check("RMSNorm does not see by what all are multiplied", apart(rms, rmsUnscaled)),
    ])
}
