import Base
import Mini
import Notebook
import RMSNormExperiments
import Workbench

extension RMSNormChapter {
  var shortWay: [Step] {
    [explosion, division, theMean, withoutTheMean, alike, price, notPromised]
  }

  var whatToKeep: String {
    """
    *Keep:* RMSNorm divides each token's vector by its root mean square and multiplies it by learned gains.
    LayerNorm first takes the mean out, one direction of many, and a model can do without that.
    """
  }

  private var explosion: Step {
    Step("What happens to a vector in \(depth) layers?", proof: fiftyLayers) { page in
      let layers = layers(page)
      let rms = RMSNorm(dimensions: Self.deepWidth)
      let plain = layers.stream(gain: 1) { x in x }
      let normed = layers.stream(gain: 1) { x in rms(x) }
      page.text(
        """
        In a transformer one vector for each token, the *residual stream* x, runs past all layers. Each reads
        it and adds something: x + W2 · ReLU(W1 x). With random weights that keep lengths, each layer makes
        the stream about √2 times as long: \(plain.last!.rootMeanSquare.scientific(1)) times after
        \(depth). If every layer reads a copy that is brought to one size first, the stream is
        \(normed.last!.rootMeanSquare.fixed(1)) times as long.
        """)
      page.sizes(plain, normed)
    }
  }

  private var division: Step {
    Step("How is a vector brought to one size?", proof: byHand) { page in
      let y = plainRMSNorm([1, 2, 3, 4], gain: [1, 1, 1, 1], eps: 0)
      page.text(
        """
        Divide it by its *root mean square*, RMS. By hand: the squares of (1, 2, 3, 4) are 1, 4, 9, 16; their
        mean is 7.5, its root \(7.5.squareRoot().fixed(3)); divided, the vector is
        (\(y.map { $0.fixed(2) }.joined(separator: ", "))). Then each feature is multiplied by a *gain* that
        the model learns. The small ε keeps zeros from being divided by zero.
        """)
      try page.source(
        of: "func plainRMSNorm(", in: "Chapters/RMSNorm/Experiments/PlainNorms.swift")
      page.text(
        """
        That is all of RMSNorm. In most of today's models it stands before attention, before the feed-forward layer,
        and once at the end, before the logits.
        """)
    }
  }

  private var theMean: Step {
    Step("LayerNorm came first. What does it do besides?", proof: relation, recentering) { page in
      page.text(
        """
        It first subtracts the mean of the features, so what it divides by is their spread: LayerNorm(x) =
        RMSNorm(x − mean). Whatever is added to all features alike is then gone, where RMSNorm lets it take up
        room: a signal of spread 1 around a mean of 10 comes out with a spread of
        \((1 / 101.0.squareRoot()).fixed(2)). As a picture, LayerNorm removes what points along (1, 1, …, 1).
        """)
      page.normsInThePlane()
    }
  }

  private var withoutTheMean: Step {
    Step("Can a model do without centring?", proof: recentering, realHiddenStates) { page in
      var random = page.generator(50)
      let model = try Transformer.withMeans(
        layers: 3, width: 64, vocabulary: 100, length: 24, using: &random)
      let text = (0..<24).map { _ in Int.random(in: 0..<100, using: &random) }
      let logits = try model(text)
      let change = relativeChange(of: try model.rewrittenForRMSNorm()(text), from: logits)
      page.text(
        """
        On paper, yes, where norms stand before layers. Take the mean out of every row of the matrices and embeddings that write into the
        stream, and the stream has mean zero: there both norms are the same. LayerNorm's bias moves into the
        layer behind it. A random transformer of 3 blocks that is rewritten so gives the same logits, up to
        \(change.scientific(1)) of the largest.
        """)
      if let table = try PublishedTable.kept(.means) {
        let share = table[PublishedStudy.allNorms, "mean"]
        page.text(
          """
          Nor is there much to take out: in a published model, trained with RMSNorm, the mean makes up
          \(share.percent(2)) of the mean square of a hidden state; of a random vector as wide it would be
          \((1 / table["features"][0]).percent(2)) (\(PublishedTable.model), kept numbers).
          """)
      }
    }
  }

  private var alike: Step {
    Step("Do both train alike?", proof: convergence) { page in
      guard let table = try StudyTable.kept(.norms(seeds: Study.keptSeeds)) else {
        return page.text("The runs that answer this are kept in the repository, which is not here.")
      }
      let grid = TrainedNorms(thoroughSeed: 1)
      func row(_ kind: TrainedNorms.Kind) -> [String] {
        [kind.name.replacing(", after", with: ""), kind.place]
          + grid.depths.map {
            table.final(kind, $0, grid.rates[0], "loss \(grid.steps)").spread(3)
          }
      }
      page.text(
        """
        Small transformers, five seeds each, kept runs of this program:
        """)
      page.table(
        "Final loss in nats a word, mean with the smallest and the largest:",
        columns: ["norm", "where"] + grid.depths.map { "\($0) blocks" },
        rows: [row(.none), row(.layer), row(.rms), row(.rms.after)])
      page.text(
        """
        On average both end below the model without a norm, and level with each other. It matters more *where* the norm
        stands: behind the sum of stream and layer, the place of 2017, deep models do not get past word
        frequencies at larger rates. And where weights start around 0.2 instead of 0, LayerNorm is ahead.
        """)
    }
  }

  private var price: Step {
    Step("What does it save?", proof: cost) { page in
      page.text(
        """
        Per number LayerNorm takes 7 operations and RMSNorm 4. But a transformer block of width d spends 24 d² on its
        matrices and about 14 d on two LayerNorms: \((14 / (24 * 4096.0)).percent(3)) at d = 4096, whatever the
        depth. What a norm costs in time is memory traffic and many small steps, so it depends on how it is
        written. The paper's abstract says “7%∼64%”; in its tables RMSNorm saves 6.9 % of the time in the one
        transformer, up to 40.8 % elsewhere, and the 64 % are of another norm, which looks at a part of each
        vector.
        """)
    }
  }

  private var notPromised: Step {
    Step("What does RMSNorm not promise?", proof: invariances, gradients, mistakes) { page in
      page.list(
        """
        *That weights may have any size.* A norm that follows a matrix, as in the papers, cancels a positive factor
        on all of it. Today it precedes the matrix, and cancels only a factor on the inputs.
        """,
        "*That any disturbance is absorbed.* A factor on one feature, or on one row of W, changes the output.",
        """
        *The same model.* A model that was trained with one norm and reads with the other gives other logits, a little
        with a mean near zero, and nonsense where it is not.
        """,
        """
        *A bounded stream.* It goes on growing, as the root of the number of layers here.
        """)
    }
  }
}
