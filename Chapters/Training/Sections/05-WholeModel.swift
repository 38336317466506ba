import Base
import Experiments
import Mini
import Notebook
import TrainingExperiments
import Workbench

extension TrainingChapter {
  /// T5: the gradient of a whole model.
  var wholeModel: Section {
    Section("The whole model, checked", "T5") { page in
      page.result(
        """
        Moved along its gradient, or in a random direction, each tensor of a whole model changes the loss as
        the gradient says.
        """)
      page.claim("T5")
      page.text(
        """
        A model is these layers one after the other; where a way leads past a layer, as the residual stream
        does, its gradient is added. We move each tensor of a small model a little to both sides. Along its
        own gradient the slope has to be the gradient's length. That would not notice a missing part, so a
        second, random direction u follows, along which the slope has to be ∂W · u.
        """)
      let model = try smallModel(page)
      let texts = SmallLanguage.texts(0..<2, words: 16, seed: page.options.seed)
      var random = page.generator(5)
      let (gradient, along, across) = try page.code {
        var step = try TrainingStep(
          model.configuration, texts: 2, tokens: 16)
        var gradient = model.zeros
        _ = try step(texts, model, addingTo: &gradient)
        let u = randomDirections(like: model, using: &random)
        return (
          gradient,
          try slopes(of: model, gradient, along: gradient, on: texts),
          try slopes(of: model, gradient, along: u, on: texts)
        )
      }
      page.table(
        """
        Of \(along.count) tensors those of the first block and what lies outside of the blocks:
        """,
        columns: [
          "tensor", "length of ∂W", "slope along it", "∂W · u", "slope along u",
        ],
        rows: zip(along, across).filter { !$0.0.name.hasPrefix("blocks.1.") }.map {
          [
            "`\($0.name)`", $0.length.significant(3), $0.slope.significant(3),
            $1.said.significant(3), $1.slope.significant(3),
          ]
        })
      page.check(
        "T5", "along its gradient each of \(along.count) tensors has its length as slope",
        along.map { abs($0.slope / $0.length - 1) }.max()!, isAtMost: 0.01,
        measuring: "furthest ratio from 1")
      page.check(
        "T5", "along a random direction each of \(along.count) tensors has the slope ∂W · u",
        across.map(\.error).max()!, isAtMost: 0.05,
        measuring: "largest error, in what is usual for such a slope", decides: true)
      try page.deeper("Only the random direction notices that half of a gradient is missing") {
        page in
        try page.source(of: "func slopes(", in: "Chapters/Training/Experiments/Slopes.swift")
        page.text(
          """
          We set every second number of the gradient to 0. Along what is left the loss still rises as fast as
          that is long, for it is a part of the truth. In a random direction u it does not rise by what is
          left times u. (A random direction meets a gradient of n numbers with 1/√n of its length, more or
          less, and that is the unit of the errors.)
          """)
        let halved = everySecond(of: gradient)
        var random = page.generator(5)
        let u = randomDirections(like: model, using: &random)
        let along = try slopes(of: model, halved, along: halved, on: texts)
        let across = try slopes(of: model, halved, along: u, on: texts)
        page.check(
          "T5", "half of the gradient passes the first check, as it should not",
          along.map { abs($0.slope / $0.length - 1) }.max()!, isAtMost: 0.01,
          measuring: "furthest ratio from 1")
        page.goesWrong(
          "T5", "half of the gradient, in a random direction", across.map(\.error).max()!,
          isAtMost: 0.05, measuring: "largest error, in what is usual for such a slope")
      }
    }
  }

  /// A model with everything in it, quick to move in all its tensors.
  func smallModel(_ page: Page) throws -> Transformer {
    var small = TransformerConfiguration.smallLanguage
    (small.width, small.queryHeads, small.kvHeads) = (16, 4, 2)
    small.feedForwardWidth = 32
    return try Transformer(small, seed: page.options.seed)
  }
}
