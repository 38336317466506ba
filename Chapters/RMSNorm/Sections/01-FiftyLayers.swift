import Base
import Mini
import Notebook
import RMSNormExperiments
import Workbench

extension RMSNormChapter {
  /// N1, forward: the size of activations through many layers at four gains.
  var fiftyLayers: Section {
    Section("\(depth) layers deep", "N1") { page in
      page.result(
        """
        Random layers multiply a vector's size, layer by layer; a norm keeps it at one that one can compute with.
        """)
      page.claim("N1")
      page.text(
        """
        In today's models each layer reads the *residual stream* x, a vector that runs past all of them, and adds
        to it: x + W2 · ReLU(W1 x). Here the weights are random and keep lengths, so what a layer adds is as long as what it reads. (`rectified` is a ReLU that does so.)
        """)
      page.expect(
        "The stream goes through \(depth) such layers. How much longer does it get?",
        answer: """
          About 2 to the power of \(depth / 2): at a right angle, each addition makes it √2 times as long.
          """)
      let layers = layers(page)
      let rms = RMSNorm(dimensions: Self.deepWidth)
      try page.source(of: "func stream(", in: "Chapters/RMSNorm/Experiments/Live/FiftyLayers.swift")
      let (plain, normed) = page.code {
        (
          layers.stream(gain: 1) { x in x },
          layers.stream(gain: 1) { x in rms(x) }
        )
      }
      page.sizes(plain, normed)
      page.check(
        "N1", "without a norm the stream grows by √2 a layer, within a power of ten",
        abs(plain.last!.powersOfTen - Double(depth) * Double.log10(2) / 2), isAtMost: 1,
        measuring: "powers of ten away")
      page.text(
        """
        With the norm all layers read one size, so all add about the same, and steps in all directions lead as far as
        the root of their number.
        """)
      page.check(
        "N1", "with RMSNorm the stream grows as √(1 + layers)",
        Double(normed.last!.rootMeanSquare) / Double(1 + depth).squareRoot(), is: 1, within: 0.3,
        measuring: "its size over that")
      page.placements()
      try chains(page, layers)
      streams(page, layers)
      page.live(liveLayers)
    }
  }

  /// The layers of section 1, which the short way shows too.
  func layers(_ page: Page) -> FiftyLayers {
    var random = page.generator(6)
    return FiftyLayers(depth, width: Self.deepWidth, using: &random)
  }

  static let deepWidth = 256

  private func chains(_ page: Page, _ layers: FiftyLayers) throws {
    let gains: [Float] = [0.5, 1, 1.5, 2]
    let layer = LayerNorm(dimensions: Self.deepWidth)
    let rms = RMSNorm(dimensions: Self.deepWidth)
    try page.deeper(
      "Without a residual stream there is one right gain, and norms make all of them right"
    ) {
      page in
      page.text(
        """
        The papers' networks have no such stream, and their norm stands behind W: layer follows layer, and
        all weights have a gain. At 1 they keep the size on average; 0.5 halves it in every layer.
        """)
      try page.source(of: "func chain(", in: "Chapters/RMSNorm/Experiments/Live/FiftyLayers.swift")
      let norms: [(Tensor) -> Tensor] = [{ $0 }, { layer($0) }, { rms($0) }]
      let sizes = norms.map { norm in
        gains.map { gain in layers.chain(gain: gain, norm: norm).map(\.rootMeanSquare) }
      }
      page.table(
        "RMS of the activations after layer \(depth):",
        columns: ["gain of the weights", "no norm", "LayerNorm", "RMSNorm"],
        rows: gains.indices.map { i in
          [
            Double(gains[i]).typed, sizes[0][i].last!.scientific(1), sizes[1][i].last!.fixed(2),
            sizes[2][i].last!.fixed(2),
          ]
        })
      func points(_ sizes: [Float]) -> [(Double, Double)] {
        sizes.enumerated().map { (Double($0 + 1), Double($1)) }
      }
      page.plot(
        """
        The size on the way through the layers. Look for straight lines: on this scale they mean a constant
        factor for each layer.
        """,
        x: .linear("layer"), y: .logarithmic("RMS"),
        .line("no norm, gain 2", points(sizes[0][3])),
        .line("RMSNorm, gain 2", points(sizes[2][3])),
        .line("no norm, gain 0.5", points(sizes[0][0])))
      page.check(
        "N1", "no norm: the size is gain^\(depth), within two powers of ten",
        zip(gains, sizes[0]).map { gain, sizes in
          abs(Double.log10(Double(sizes.last!)) - Double(depth) * Double.log10(Double(gain)))
        }.max()!, isAtMost: 2, measuring: "at most off by powers of ten")
      let normed = sizes[1...].map { $0.map { Double($0.last!) } }
      page.check(
        "N1", "with either norm no gain lets the size vanish", normed.joined().min()!,
        isAtLeast: 0.5, measuring: "the smallest")
      page.check(
        "N1", "with either norm no gain lets it explode", normed.joined().max()!, isAtMost: 2,
        measuring: "the largest")
      page.check(
        "N1", "with either norm the four gains end at one size",
        normed.map { $0.max()! / $0.min()! - 1 }.max()!, isAtMost: 0.01,
        measuring: "largest difference, as a part")
      page.text(
        "A factor on all of W is gone after the norm: that is the invariance of section 4 at work.")
    }
  }

  private func streams(_ page: Page, _ layers: FiftyLayers) {
    page.deeper("In a stream the gain stays, as a factor and not as a power") { page in
      let rms = RMSNorm(dimensions: Self.deepWidth)
      let gains: [Float] = [0.5, 1, 1.5, 2]
      let ends = gains.map { gain in layers.stream(gain: gain) { x in rms(x) }.last! }
      page.table(
        "The stream after layer \(depth), with RMSNorm before each layer:",
        columns: ["gain of W2", "RMS", "√(1 + \(depth) · gain²)", "cos(x, 1)"],
        rows: zip(gains, ends).map { gain, x in
          [
            Double(gain).typed, x.rootMeanSquare.fixed(1),
            (1 + Double(depth) * Double(gain * gain)).squareRoot().fixed(1),
            x.cosineOfTheMean.fixed(2),
          ]
        })
      page.check(
        "N1", "the stream at gain 2 is longer than at gain 0.5",
        ends[3].rootMeanSquare / ends[0].rootMeanSquare, isAtLeast: 2, measuring: "times as long:")
      page.check(
        "N1", "with an output projection the stream has no mean to speak of",
        ends.map { abs($0.cosineOfTheMean) }.max()!, isAtMost: 0.35,
        measuring: "largest |cos(x, 1)|")
      let without = layers.first.reduce(layers.input) { x, w in
        x + matmul(rms(x), transposed: w).rectified
      }
      page.text(
        """
        The output projection W2 matters. Without it every addition is a ReLU's output, which has no negative
        number: all point along (1, …, 1), the cosine with that direction becomes
        \(without.cosineOfTheMean.fixed(2)), and the size \(without.rootMeanSquare.fixed(1)), in proportion to
        the number of layers. No transformer is built so.
        """)
      page.goesWrong(
        "N1", "no output projection: the stream points along (1, …, 1)",
        without.cosineOfTheMean, isAtMost: 0.35, measuring: "cos(x, 1)")
    }
  }
}

extension Page {
  /// The size of the stream after each layer, without a norm and with one.
  func sizes(_ plain: [Tensor], _ normed: [Tensor]) {
    func points(_ stream: [Tensor]) -> [(Double, Double)] {
      stream.enumerated().map { (Double($0 + 1), Double($1.rootMeanSquare)) }
    }
    plot(
      """
      The size of the residual stream behind each layer. Look for the straight line: on this scale it is a
      constant factor for each layer.
      """,
      x: .linear("layer"), y: .logarithmic("RMS"), .line("no norm", points(plain)),
      .line("RMSNorm before each layer", points(normed)))
  }
}

extension Tensor {
  /// log₁₀ of the root mean square.
  fileprivate var powersOfTen: Double { Double.log10(Double(rootMeanSquare)) }

  /// cos(x, 1) of a single vector.
  fileprivate var cosineOfTheMean: Float { mean / rootMeanSquare }
}
