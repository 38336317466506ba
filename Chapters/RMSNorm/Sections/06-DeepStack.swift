import Base
import Mini
import Notebook
import Workbench

extension RMSNormChapter {
  /// N1, forward: the size of activations through many layers at four gains.
  var deepStack: Section {
    Section("\(depth) layers deep", "N1") { page in
      page.claim("N1")
      page.text(
        """
        Section 11 trains. The starting point needs no training: do the numbers keep their size on
        the way through the network? We send one vector through \(depth) layers of 256 ReLU units
        with random weights, at four sizes of the weights. A gain of 1 keeps the size on average;
        0.5 halves it in every layer.
        """)
      var random = page.generator(6)
      let width = 256
      let input = Tensor.normal(1, width, using: &random)
      let weights = (0..<depth).map { _ in
        Tensor.normal(
          width, width, deviation: 1 / Double(width).squareRoot(), using: &random)
      }
      let layerNorm = LayerNorm(dimensions: width)
      let rmsNorm = RMSNorm(dimensions: width)
      let gains: [Float] = [0.5, 1, 1.5, 2]
      let (none, layer, rms, stream) = page.code {
        func sizes(_ gain: Float, _ norm: (Tensor) -> Tensor) -> [Float] {
          var x = input  // [1, 256]
          return weights.map { w in
            let a = norm(matmul(x, transposed: w * gain))
            // √2 makes up for the half that the ReLU cuts off.
            x = a.rectified * Float(2).squareRoot()
            return x.rootMeanSquare
          }
        }
        return (
          gains.map { gain in sizes(gain) { a in a } },
          gains.map { gain in sizes(gain) { a in layerNorm(a) } },
          gains.map { gain in sizes(gain) { a in rmsNorm(a) } },
          // Today's placement: x + layer(norm(x)).
          gains.map { gain in
            weights.reduce(input) { x, w in
              let a = matmul(rmsNorm(x), transposed: w * gain)
              return x + a.rectified * Float(2).squareRoot()
            }.rootMeanSquare
          }
        )
      }
      page.table(
        "RMS of the activations after layer \(depth):",
        columns: [
          "gain of the weights", "no norm", "LayerNorm", "RMSNorm", "x + layer(RMSNorm(x))",
        ],
        rows: gains.indices.map { i in
          [
            Double(gains[i]).typed, none[i].last!.scientific(1), layer[i].last!.fixed(2),
            rms[i].last!.fixed(2), stream[i].fixed(1),
          ]
        })
      page.plot(
        "The size on the way through the layers. Look for straight lines: on this scale they mean a constant"
          + " factor for each layer.",
        x: .linear("layer"), y: .logarithmic("RMS"),
        .line("no norm, gain 2", none[3].enumerated().map { (Double($0 + 1), Double($1)) }),
        .line("RMSNorm, gain 2", rms[3].enumerated().map { (Double($0 + 1), Double($1)) }),
        .line("no norm, gain 0.5", none[0].enumerated().map { (Double($0 + 1), Double($1)) }))
      page.text(
        """
        Without a norm the size is about gain to the power of the depth, so there is one right gain and
        the rest vanishes or explodes. With either norm the gain hardly matters, and RMSNorm does it as
        well as LayerNorm.
        """)
      page.check(
        "N1", "no norm: powers of ten between the size and gain^\(depth), at most",
        zip(gains, none).map { gain, sizes in
          abs(Double.log10(Double(sizes.last!)) - Double(depth) * Double.log10(Double(gain)))
        }.max()!, isAtMost: 2)
      let normed = (layer + rms).map { Double($0.last!) }
      page.check("N1", "with a norm: the smallest of all sizes", normed.min()!, isAtLeast: 0.5)
      page.check(
        "N1", "with a norm: the largest of all sizes", normed.max()!, isAtMost: 2)
      page.check(
        "N1", "with a norm: how much the four gains differ, as a part of the size",
        [layer, rms].map { norm in
          let last = norm.map { Double($0.last!) }
          return last.max()! / last.min()! - 1
        }.max()!, isAtMost: 0.01)
      page.text(
        """
        That the gain does not matter is the invariance of section 3 at work: a factor on all of W
        is gone after the norm.

        In today's placement, the last column, the norm keeps every layer's *input* at one size, and
        the stream grows by what each layer adds, in proportion to the gain: step by step and not by
        a factor for each layer, so it does not explode either.
        """)
      page.check(
        "N1", "today's placement: the stream at gain 2 over that at gain 0.5",
        stream[3] / stream[0], isAtLeast: 2)
    }
  }
}
