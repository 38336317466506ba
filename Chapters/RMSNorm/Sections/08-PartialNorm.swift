import Mini
import Notebook
import RMSNormExperiments
import Workbench

extension RMSNormChapter {
  /// N12: pRMSNorm, the error of its estimate, and what it saves.
  var partialNorm: Section {
    Section("Looking at a part only: pRMSNorm", "N12") { page in
      page.result(
        """
        The first sixteenth of a vector tells its root mean square to some per cent, and that saves
        little.
        """)
      page.claim("N12")
      page.text(
        """
        pRMSNorm squares the first k = ⌈p · n⌉ numbers and scales all n. (The authors' PyTorch file rounds p · n
        down.) For independent normal numbers, and k not too small, theory says
        """)
      page.formula(
        "relative error, typical size ≈ √((1 − k/n) / 2k)",
        tex:
          #"\frac{\sigma(\widehat{\mathrm{RMS}})}{\mathrm{RMS}} \approx \sqrt{\frac{1 - k/n}{2k}}"#)
      var random = page.generator(8)
      let samples = 2000
      let chosen = (1024, fraction)
      let settings = [(512, 0.0625), (1024, 0.0625), (4096, 0.0625), chosen]
      // The outputs of both layers divide the same number, so their ratio tells the estimate.
      let rows = settings.map { n, fraction in
        let x = Tensor.normal(samples, n, using: &random)
        let full = RMSNorm(dimensions: n, eps: 0)
        let partial = PartialRMSNorm(dimensions: n, fraction: fraction, eps: 0)
        let (y, z) = (full(x), partial(x))
        let errors = (0..<samples).map { Double(y[$0, 0] / z[$0, 0]) - 1 }
        return (partial.sampleCount, errors)
      }
      func formula(_ k: Int, _ n: Int) -> Double {
        ((1 - Double(k) / Double(n)) / Double(2 * k)).squareRoot()
      }
      let sizes = rows.map { rootMeanSquare($0.1) }
      let expected = zip(settings, rows).map { formula($1.0, $0.0) }
      page.table(
        "\(samples.grouped) random vectors each; the last row is `--fraction`:",
        columns: ["n", "p", "k", "measured", "formula"],
        rows: settings.indices.map { i in
          [
            settings[i].0.grouped, settings[i].1.percent(2), rows[i].0.grouped,
            sizes[i].percent(2), expected[i].percent(2),
          ]
        })
      page.check(
        "N12", "the estimate is as wrong as the formula says",
        zip(sizes, expected).map { $1 == 0 ? $0 : abs($0 / $1 - 1) }.max()!, isAtMost: 0.15,
        measuring: "largest relative difference", decides: true)
      page.check(
        "N12", "of 1024 numbers 6.25\u{A0}% are looked at", rows[1].0, equals: 64, measuring: "k")
      page.deeper("From a few numbers, outputs may be blown up") { page in
        page.lookedAt()
        smallSamples(page, &random)
      }
      page.deeper("It saves most of one of two passes over a vector in the cache") {
        savings($0, &random)
      }
    }
  }

  private func smallSamples(_ page: Page, _ random: inout SeededGenerator) {
    page.text(
      """
      A factor on the vector is a factor on the estimate, so the re-scaling invariance stays. The
      size of the output does not. If the few numbers happen to be small, everything is blown up,
      and the gradient with it.
      """)
    let x = Tensor.normal(1000, 1024, using: &random)
    let counts = [1, 4, 16, 64, 256]
    let largest = page.code {
      counts.map { k in
        let norm = PartialRMSNorm(
          dimensions: 1024, fraction: Double(k) / 1024, eps: 0)
        return norm(x).rowRootMeanSquares.maximum
      }
    }
    page.plot(
      """
      Largest RMS of the output over 1000 vectors of 1024 numbers. Look at how many numbers it takes until it
      is near 1:
      """,
      x: .logarithmic("k, numbers looked at"), y: .logarithmic("largest RMS"),
      .line("largest RMS", zip(counts, largest).map { (Double($0), Double($1)) }))
    page.check(
      "N12", "with k = 1 an output is blown up", largest[0], isAtLeast: 10,
      measuring: "largest RMS")
    page.check(
      "N12", "with k = 64 none is", largest[3], isAtMost: 3, measuring: "largest RMS")
    let norm = PartialRMSNorm(dimensions: 1024, fraction: 0.0625, eps: 0)
    page.check(
      "N12", "x times 4 leaves the output",
      exceptions: norm(x * 4).differingElements(from: norm(x)),
      of: x.count, "numbers")
  }

  private func savings(_ page: Page, _ random: inout SeededGenerator) {
    page.text(
      """
      What does it save? Nearly all of one of two passes over the vector; the other, which reads,
      scales and writes, stays. Of 4 operations per number 2 and a little are left. With p = 1,
      pRMSNorm has to be RMSNorm:
      """)
    let width = 1024
    let sizes = page.options.quick ? [16, 4096] : [16, 16_384]
    let buffers = sizes.map { Buffers(rows: $0, width: width, using: &random) }
    let rms = RMSNorm(dimensions: width)
    let exact = PartialRMSNorm(dimensions: width, fraction: 1)
    page.check(
      "N12", "p = 1 is RMSNorm",
      exceptions: exact(buffers[0].x).differingElements(from: rms(buffers[0].x)),
      of: buffers[0].x.count, "numbers")
    page.timing(
      "Vectors of \(width.grouped) numbers; the first few fit into the cache, the many do not:",
      zip(sizes, buffers).map { rows, buffer in
        let norms = WholeAndPartial(buffer, fraction: 0.0625)
        let bytes = 8 * Double(rows * width)
        return (
          "\(rows.grouped) vectors",
          [
            Contestant("RMSNorm", bytes: bytes, moving: .copying) { norms.rms() },
            Contestant("pRMSNorm, p = 1/16", bytes: bytes, moving: .copying) { norms.partial() },
          ]
        )
      }
    ) { races in
      let times = races.map { $0.ratio(of: 1, to: 0).fixed(2) }
      page.text(
        """
        In the cache pRMSNorm took \(times[0]) of RMSNorm's time, from memory \(times[1]). There we can
        expect less of it: a vector comes from memory once either way, and the pass that is spared would
        have found it in the cache.
        """)
      // Of two passes with two operations each the first shrinks to a sixteenth.
      let work = 4 / (2 + 2.0 / 16)
      page.finding(
        "N12", "in the cache RMSNorm takes longer than pRMSNorm", ratio: races[0].ratio(),
        expected: .atLeast(1, work: work),
        ifLess: "The pass over the whole vector hides behind the one that writes it.",
        ifMore: "That is more than the operations that are spared: RMSNorm was held up.")
      page.finding(
        "N12", "the advantage shrinks when vectors come from memory (first ratio over second)",
        ratio: races[0].ratio() / races[1].ratio(), expected: .atLeast(1, work: work),
        ifLess: "Memory of this machine is fast enough that the spared pass counts there too.",
        ifMore: "From memory pRMSNorm took longer, which moves as much and computes less.")
    }
  }
}

private func rootMeanSquare(_ values: [Double]) -> Double {
  (values.map { $0 * $0 }.reduce(0, +) / Double(values.count)).squareRoot()
}
