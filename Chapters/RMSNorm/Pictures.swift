import Mini
import Notebook

/// What a norm does to a point, and where norms stand.
extension Page {
  /// Points of two features before and after each norm, as `Mini` computes them.
  func normsInThePlane() {
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

  /// Where norms stand: in the papers, in the Transformer, in today's models.
  func placements() {
    diagram(
      "Where the norm stands.",
      lookFor: """
        The papers normalise what a weight matrix has summed; today's models normalise what goes into it,
        and the residual stream runs past the norm.
        """,
      alternative: """
        Three columns of boxes. In the first, x goes through W and then the norm. In the second, x goes
        through a layer, is added to itself, and then normalised. In the third the norm comes first, then
        the layer, and the unnormalised x is added behind.
        """,
      .flow(
        "the papers: norm(W x)",
        [.words("x"), .box("W"), .box("norm", .marked), .box("activation"), .words("y")]),
      .flow(
        "2017: after the sum",
        [
          .words("x"), .box("attention, or feed-forward"), .join(), .box("norm", .marked),
          .words("y"),
        ],
        bypasses: [.init(from: 0, to: 2)]),
      .flow(
        "today: before the layer",
        [
          .words("x"), .box("norm", .marked), .box("attention, or feed-forward"), .join(),
          .words("y"),
        ],
        bypasses: [.init(from: 0, to: 3)]))
  }
}
