import GQAExperiments
import Mini
import Notebook
import Workbench

extension GQAChapter {
  /// G3, G4, E15: several heads become one.
  var pooling: Section {
    Section("From many heads to few: pooling", "G3", "G4", "E15") { page in
      page.result(
        """
        The mean is the best single matrix for several, and replacing them by it is half of the recipe: a model has to be trained on.
        """)
      page.claim("G3")
      page.claim("G4")
      page.text(
        """
        Training a large model anew is expensive. So the paper takes one that was trained with all its heads
        and makes one kv head of each m neighbours. Three ways are compared: the *mean* of their
        matrices, the *first* of them as it is, or new *random* numbers. `Mini` has all three:
        """)
      page.pooledHeads()
      var random = page.generator(6)
      let source = try AttentionLayer(
        width: 64, queryHeads: 8, kvHeads: 8, headDimension: 16, using: &random)
      let pooled = try page.code {
        try source.pooled(toKVHeads: 2, by: .mean, using: &random)
      }
      page.table(
        "A layer 64 wide with 8 heads of 16, before and after:",
        columns: ["", "Wq", "Wk", "Wv", "Wo"],
        rows: [("8 kv heads", source), ("2 kv heads", pooled)].map { label, layer in
          [label]
            + [layer.query, layer.key, layer.value, layer.output].map {
              "\($0.inputs) × \($0.outputs)"
            }
        })
      try onlyTheMeanIsLeft(page)
      page.check(
        "G4", "the query and output matrices stay",
        exceptions: source.query.weight.differingElements(from: pooled.query.weight)
          + source.output.weight.differingElements(from: pooled.output.weight),
        of: 2 * source.query.weight.count, "numbers")
      // New head 1 is the mean of the old heads 4 to 7, number by number.
      let heads = source.key.weight.splitHeads(8)  // [8, 64, 16]
      let sum = heads[row: 4] + heads[row: 5] + heads[row: 6] + heads[row: 7]
      page.check(
        "G3", "the new head is the mean of the four old ones",
        exceptions: (sum / 4).differingElements(from: pooled.key.weight.splitHeads(2)[row: 1]),
        of: 64 * 16, "numbers")
      try matrixErrors(page)
      try page.deeper("The output of a layer errs in the same order: mean, first, random") { page in
        try outputErrors(page)
      }
      try page.deeper("Pooling commutes with a rotation, not with a norm on the keys") { page in
        try whatCommutes(page)
      }
      uptraining(page)
    }
  }

  /// What two heads of a group have beyond their mean is gone.
  private func onlyTheMeanIsLeft(_ page: Page) throws {
    var random = page.generator(63)
    let x = Tensor.normal(12, 64, using: &random)
    let layer = try AttentionLayer(
      width: 64, queryHeads: 8, kvHeads: 8, headDimension: 16, using: &random)
    // Heads 0 and 1 of keys and values move against each other, so that their mean stays.
    func moved(_ projection: Linear) -> Linear {
      let step = Tensor.normal(64, 16, deviation: 0.125, using: &random)
      let heads = projection.weight.splitHeads(8)
      let apart = [heads[row: 0] + step, heads[row: 1] - step].map { $0.reshaped(1, 64, 16) }
      return Linear(weight: Tensor.concatenate(apart + [heads[rows: 2..<8]]).mergeHeads())
    }
    var other = layer
    (other.key, other.value) = (moved(layer.key), moved(layer.value))
    func change(_ a: AttentionLayer, _ b: AttentionLayer) -> Float {
      (a(x) - b(x)).norm / b(x).norm
    }
    let pooled = try [other, layer].map { try $0.pooled(toKVHeads: 2, by: .mean, using: &random) }
    page.check(
      "G4", "two heads of a group move against each other: the pooled layer does not notice",
      change(pooled[0], pooled[1]), isAtMost: 1e-5, measuring: "relative change", decides: true)
    page.check(
      "G4", "the layer with all its heads does", change(other, layer), isAtLeast: 0.01,
      measuring: "relative change")
  }

  // MARK: Error of the matrices

  private func matrixErrors(_ page: Page) throws {
    page.text(
      """
      *What is lost.* Suppose that the heads have something in common: each is a shared matrix plus e
      times noise of its own. Replace each of m heads by the pooled one. The error, relative to the
      heads and in the root mean square, then follows from the variances alone:
      """)
    page.formula(
      """
      mean:  √( (1 − 1/m) · e²/(1 + e²) )
      first: √2 times that         random: √2
      """,
      tex: #"""
        \text{mean } \sqrt{\left(1-\tfrac1m\right)\frac{e^2}{1+e^2}},\qquad
        \text{first } \sqrt2 \text{ times that},\qquad \text{random } \sqrt2
        """#)
    var random = page.generator(60)
    let (inputs, features) = (1024, 128)  // many numbers, so that chance averages out
    let heads = SimilarHeads(8, inputs: inputs, features: features, using: &random)
    let noises = [0, 0.1, 0.5, 1]
    let errors = try page.code {
      try [2, 4, 8].flatMap { m in
        try noises.map { e in
          let weights = heads.projection(noise: e)  // [inputs, 8·dₕ]
          return try HeadPooling.allCases.map { pooling in
            let pooled = try weights.poolingHeads(
              8, to: 8 / m, by: pooling, using: &random)
            return weights.relativeError(ofPooled: pooled, perHead: m)
          }
        }
      }
    }
    let cases = [2, 4, 8].flatMap { m in noises.map { e in (m: Double(m), e: e) } }
    func formula(_ m: Double, _ e: Double) -> Double {
      ((1 - 1 / m) * e * e / (1 + e * e)).squareRoot()
    }
    let root2 = 2.0.squareRoot()
    let fine = (0...20).map { Double($0) / 20 }
    let eight = zip(cases, errors).filter { $0.0.m == 8 }
    page.plot(
      """
      Error of eight heads pooled to one against their noise e: lines by the formula, points measured. Look at
      how far the mean stays below the first, and that random heads gain nothing from heads that are alike.
      """,
      x: .linear("noise e"), y: .linear("relative error"),
      .line("mean", fine.map { ($0, formula(8, $0)) }),
      .line("first", fine.map { ($0, root2 * formula(8, $0)) }),
      .line("random", fine.map { ($0, root2) }),
      .points("measured", eight.flatMap { c, error in error.map { (c.e, $0) } }))
    let noisy = zip(cases, errors).filter { $0.0.e > 0 }
    page.check(
      "G3", "the mean errs as the formula says",
      noisy.map { abs($1[0] / formula($0.m, $0.e) - 1) }.max()!, isAtMost: 0.02,
      measuring: "largest relative deviation")
    page.check(
      "G3", "the first errs √2 times as much: largest relative deviation",
      noisy.map { abs($1[1] / (root2 * formula($0.m, $0.e)) - 1) }.max()!, isAtMost: 0.02)
    page.check(
      "G3", "random heads err by √2: largest relative deviation",
      errors.map { abs($0[2] / root2 - 1) }.max()!, isAtMost: 0.02)
    page.check(
      "G3", "equal heads (e = 0) lose nothing but a rounding: largest error of mean and first",
      zip(cases, errors).filter { $0.0.e == 0 }.map { max($1[0], $1[1]) }.max()!, isAtMost: 1e-6)
    page.text(
      """
      The mean is the best single matrix for several: it has the smallest sum of squared differences,
      and no step away from it can help. And it is no miracle. With e = 1 and eight heads in one, the
      error is \(errors.last![0].percent(0)) of the size of the matrices; for heads with nothing in
      common it would be \(formula(8, 1e6).percent(0)).
      """)
    let worse = try page.code {
      let weights = heads.projection(noise: 0.5)
      let mean = try weights.poolingHeads(8, to: 1, by: .mean, using: &random)
      let best = weights.relativeError(ofPooled: mean, perHead: 8)
      return (0..<20).count { _ in  // twenty random steps away from the mean
        let step = Tensor.uniform(inputs, features, using: &random) * 0.1
        let moved = Linear(weight: mean.weight + step)
        return weights.relativeError(ofPooled: moved, perHead: 8) > best
      }
    }
    page.check(
      "G3", "every step away from the mean makes the error larger", exceptions: 20 - worse, of: 20,
      "steps")
  }

  // MARK: Error of the output

  private func outputErrors(_ page: Page) throws {
    page.text(
      """
      *And what comes out of the layer?* Eight heads of 32 in a layer 256 wide, pooled to two kv heads,
      32 random tokens. The error is that of the layer's output, relative to the output:
      """)
    var random = page.generator(61)
    let x = Tensor.normal(32, 256, using: &random)
    let keys = SimilarHeads(8, inputs: 256, features: 32, using: &random)
    let values = SimilarHeads(8, inputs: 256, features: 32, using: &random)
    let base = try AttentionLayer(
      width: 256, queryHeads: 8, kvHeads: 8, headDimension: 32,
      rotary: RotaryEmbedding(headDimension: 32), using: &random)
    let noises = [0, 0.1, 0.5, 1]
    let errors = try noises.map { e in
      var layer = base
      layer.key = keys.projection(noise: e)
      layer.value = values.projection(noise: e)
      let whole = layer(x)
      return try HeadPooling.allCases.map { pooling in
        let output = try layer.pooled(toKVHeads: 2, by: pooling, using: &random)(x)
        return Double((output - whole).norm / whole.norm)
      }
    }
    page.table(
      "Error of the output, m = 4:",
      columns: ["e"] + HeadPooling.allCases.map(\.rawValue),
      rows: zip(noises, errors).map { e, error in
        [e.significant(2)] + error.map { $0.fixed(3) }
      })
    page.check(
      "G3", "equal heads: error of the output pooled by the mean", errors[0][0], isAtMost: 1e-5)
    page.check(
      "G3", "mean is better than first, and first better than random",
      exceptions: errors.dropFirst().count { $0[0] >= $0[1] || $0[1] >= $0[2] }, of: 3,
      "rows with noise")
    page.text(
      """
      The order is that of the paper. How much of a trained model's *quality* the error costs is another
      question, and section 9 asks it.
      """)
  }

  // MARK: What commutes

  private func whatCommutes(_ page: Page) throws {
    page.text(
      """
      *Pool the matrices or pool the keys?*
      """)
    page.expect(
      "Pool the key matrices, or pool the keys that they make: is it the same?",
      answer: """
        Yes, for a projection and for a rotation, which are linear. No where a norm follows, as with QK-norm:
        the mean of vectors of equal length is shorter than they are.
        """)
    page.text(
      """
      So pooling may come before or after a rotation, which is the same for every head. With a norm
      on every key, as some models have it (“QK-norm”), pooled matrices are *not* pooled keys:
      """)
    var random = page.generator(62)
    let x = Tensor.normal(32, 256, using: &random)  // [tokens, width]
    let wk = SimilarHeads(8, inputs: 256, features: 32, using: &random).projection(noise: 1)
    let (linear, rotated, normed) = try page.code {
      // [8, tokens, dₕ] to [1, tokens, dₕ]
      func mean(_ heads: Tensor) -> Tensor {
        let sum = (1..<8).reduce(heads[rows: 0..<1]) {
          $0 + heads[rows: $1..<$1 + 1]
        }
        return sum / 8
      }
      func error(_ a: Tensor, _ b: Tensor) -> Float { (a - b).norm / b.norm }
      let pooled = try wk.poolingHeads(8, to: 1, by: .mean, using: &random)
      let keys = wk(x).splitHeads(8)  // [8, tokens, dₕ]
      let rope = RotaryEmbedding(headDimension: 32)
      let norm = RMSNorm(dimensions: 32)
      return (
        error(pooled(x).splitHeads(1), mean(keys)),
        error(rope(mean(keys)), mean(rope(keys))),
        error(norm(mean(keys)), mean(norm(keys)))
      )
    }
    page.check("G3", "pooled matrices against pooled keys, relative", linear, isAtMost: 1e-5)
    page.check(
      "G3", "pool then rotate against rotate then pool, relative", rotated, isAtMost: 1e-5)
    page.check(
      "G3", "pool then norm against norm then pool differ, relative", normed, isAtLeast: 0.1)
  }

  // MARK: The second step

  private func uptraining(_ page: Page) {
    page.correction("E15")
    page.text(
      """
      The paper trains on for a share α of the original steps. These numbers were read from the
      vector data of its Figures 4 and 5, whose axes begin far above 0:
      """)
    page.table(
      "T5-XXL after pooling, uptraining and fine-tuning; multi-head 57.54 (Ainslie et al., 2023, Fig. 5):",
      columns: ["", "α = 0", "α = 0.05", "α = 0.10"],
      rows: [
        ["8 kv heads", "56.71", "57.40", "57.56"], ["1 kv head", "53.93", "56.92", "57.15"],
      ])
    page.text(
      """
      All of these are scores after each model was *fine-tuned* on every task until it got no better (sec. 3.1):
      α = 0 is not “at once”. Fine-tuned, eight kv heads are \((57.54 - 56.71).fixed(1)) points behind without
      uptraining and level with multi-head attention after a tenth; one kv head is
      \((57.54 - 53.93).fixed(1)) behind and does not quite come back. T5-Large with one kv head and α = 0.05
      scores 55.55 from the mean, 55.45 from the first and 55.23 from random heads (Fig. 4).

      A twentieth of the training is not nothing: about 600 chip-days (TPUv3) for T5-XXL. The paper
      pools the decoder only. Its own limitations: models with an encoder, and none of the same size trained
      from scratch to compare with.
      """)
  }
}
