import Mini
import Notebook

extension Page {
  /// Points of two features before and after each norm, as `Mini` computes them.
  package func normsInThePlane() {
    let x = Tensor([[2.2, 0.6], [0.3, 1.1], [-0.9, -2]])
    func plane(_ title: String, _ norm: (Tensor) -> Tensor, _ target: [Diagram.Plane.Element])
      -> Diagram.Part
    {
      let y = norm(x)
      return .plane(
        title,
        target
          + (0..<3).flatMap { i -> [Diagram.Plane.Element] in
            let (from, to) = (
              (Double(x[i, 0]), Double(x[i, 1])), (Double(y[i, 0]), Double(y[i, 1]))
            )
            return [.point("x\(i + 1)", at: from, .kept), .vector("", from: from, to: to, .new)]
          })
    }
    diagram(
      "Three vectors of two features, and where each norm takes them.",
      lookFor: """
        RMSNorm moves a point along its own direction onto the circle; LayerNorm first onto the line of
        mean 0, so that of two features only a sign is left.
        """,
      alternative: """
        Two planes with the same three points. On the left arrows lead from each point straight towards
        or away from the origin to a circle of radius root two. On the right all arrows end in one of the
        two points where this circle meets the line of vectors with mean zero.
        """,
      plane(
        "RMSNorm", RMSNorm(dimensions: 2, eps: 0).callAsFunction,
        [
          .circle(radius: 2.0.squareRoot())
        ]),
      plane(
        "LayerNorm", LayerNorm(dimensions: 2, eps: 0).callAsFunction,
        [
          .circle(radius: 2.0.squareRoot()), .line("mean 0", [(-2, 2), (2, -2)], .marked),
        ]))
  }
}
