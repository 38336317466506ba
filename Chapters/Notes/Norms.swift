import Base
import Experiments
import Mini
import Notebook
import RMSNormExperiments
import Workbench

extension Notes {
  /// N1 to N10.
  var norms: Section {
    Section("Root mean square layer normalization") { page in
      page.text(
        """
        Every layer makes numbers larger or smaller. A *norm* sets their size back: LayerNorm moves their
        mean to zero and divides by their spread, RMSNorm only divides.
        """)
      let steps = try stability(page)
      try price(page)
      try company(page)
      try size(page)
      try counterbalance(page, steps)
      try recentering(page)
      try invariances(page)
    }
  }

  // MARK: N1

  /// - Returns: after how many of 1000 steps LayerNorm is where the model without a norm ends, as a mean over
  ///   seeds.
  private func stability(_ page: Page) throws -> Double {
    var random = page.generator(1)
    let (depth, width) = (50, 256)
    let input = Tensor.normal(1, width, using: &random)
    // Twice the size at which a layer of ReLU units keeps the numbers as they are.
    let weights = (0..<depth).map { _ in
      Tensor.normal(
        width, width, deviation: 2 * (2 / Double(width)).squareRoot(), using: &random)
    }
    func sizes(_ norm: (Tensor) -> Tensor) -> [Double] {
      var x = input
      return weights.map { w in
        x = norm(matmul(x, transposed: w)).map { max(0, $0) }  // ReLU
        return Double(x.rootMeanSquare)
      }
    }
    let layerNorm = LayerNorm(dimensions: width)
    let (without, with) = (sizes { $0 }, sizes { layerNorm($0) })
    let kept = try page.kept("norms")
    func losses(_ norm: String, _ rate: String, _ step: Int) -> [Double] {
      kept.values(
        "loss \(step)",
        where: [
          "blocks": "8", "norm": norm, "place": norm == "none" ? "none" : "before", "rate": rate,
        ])
    }
    let (none, layer) = (losses("none", "0.003", 1000), losses("LayerNorm", "0.003", 1000))
    let marks = Array(stride(from: 100, through: 1000, by: 100))
    let caughtUp = none.indices.map { seed in
      marks.first { losses("LayerNorm", "0.003", $0)[seed] <= none[seed] } ?? 1000
    }
    try page.statement(
      "N1",
      """
      \(depth) layers with weights twice too large take numbers of size 1 to
      \(without.last!.scientific(1)); with LayerNorm they end at \(with.last!.fixed(2)). *Kept:*
      transformers of eight blocks, at the best of three rates for both, end at a loss of
      \(none.mean.fixed(2)) without a norm and \(layer.mean.fixed(2)) with LayerNorm: small ones do
      learn without.
      """)
    page.plot(
      "The size of the numbers on the way through \(depth) layers. Look for the straight line: a constant factor in each.",
      x: .linear("layer"),
      y: .logarithmic("RMS"),
      .line("no norm", without.enumerated().map { (Double($0 + 1), $1) }),
      .line("LayerNorm", with.enumerated().map { (Double($0 + 1), $1) }))
    page.check("N1", "no norm: size after \(depth) layers", without.last!, isAtLeast: 1e10)
    page.check(
      "N1", "LayerNorm: the largest size after any layer", with.max()!, isAtMost: 2)
    page.check(
      "N1", "kept: seeds, of 5, with which LayerNorm ends below no norm",
      none.indices.count { layer[$0] < none[$0] },
      equals: 5)
    return Double(caughtUp.reduce(0, +)) / Double(caughtUp.count)
  }

  // MARK: N2, N5, N6

  private static func share(_ width: Int) -> Double { 14 / Double(24 * width) }

  private func price(_ page: Page) throws {
    let (rms, layer) = (Tally(), Tally())
    let x = (0..<1000).map { Double($0 % 7) - 3 }
    let meanSquare = rms.divide(rms.sum(x.map { rms.multiply($0, $0) }), 1000)
    let inverse = rms.divide(1, rms.root(rms.add(meanSquare, 1e-5)))
    for value in x { keep(rms.multiply(rms.multiply(value, inverse), 1)) }
    let mean = layer.divide(layer.sum(x), 1000)
    let centered = x.map { layer.add($0, -mean) }
    let variance = layer.divide(layer.sum(centered.map { layer.multiply($0, $0) }), 1000)
    let factor = layer.divide(1, layer.root(layer.add(variance, 1e-5)))
    for value in centered { keep(layer.add(layer.multiply(layer.multiply(value, factor), 1), 0)) }
    try page.statement(
      "N2",
      """
      For each number LayerNorm takes \(layer.total / 1000) operations, RMSNorm \(rms.total / 1000).
      In a block of width 768 its share is \(Self.share(768).percent(3)), attention scores apart.
      Where each of its steps goes over memory by itself, time is another matter: norms and softmax
      took a quarter of BERT's training on a GPU (Ivanov et al., 2020).
      """)
    var random = page.generator(2)
    let widths = [64, 512]
    let networks = widths.map { Network(width: $0, blocks: 1, using: &random) }
    page.timing(
      "A transformer block for 128 tokens, and its two LayerNorms alone, each in one pass over memory:",
      zip(widths, networks).map { width, network in
        (
          "width \(width)",
          [
            Contestant("block") { keep(network.run()) },
            Contestant("LayerNorms") { network.layerNorms() },
          ]
        )
      })
    page.check("N2", "LayerNorm: operations for 1000 numbers, 7n + 5", layer.total, equals: 7005)
    page.check("N2", "RMSNorm: operations for 1000 numbers, 4n + 4", rms.total, equals: 4004)
  }

  private func size(_ page: Page) throws {
    try page.statement(
      "N5",
      """
      In a transformer their share of the operations *falls*: 14 d of 24 d²,
      \(Self.share(64).percent(2)) at width 64, \(Self.share(4096).percent(3)) at 4096, at any
      depth.
      """)
    page.check(
      "N5", "share of the operations at width 64 over that at 4096",
      Self.share(64) / Self.share(4096), is: 64, within: 1e-9)
  }

  private func counterbalance(_ page: Page, _ steps: Double) throws {
    try page.statement(
      "N6",
      """
      *Kept:* LayerNorm needs \(steps.fixed(0)) steps to where eight blocks without it are after
      1000. A step would have to take \((1000 / steps).fixed(2)) times as long to lose that.
      """)
    page.check(
      "N6", "kept: steps of 1000 that LayerNorm needs, mean of 5 seeds", steps, isAtMost: 950)
  }

  // MARK: N3, N4

  private func company(_ page: Page) throws {
    var random = page.generator(3)
    let features = 512
    let cases = Tensor.normal(4, features, using: &random)
    let (layer, batch) = (LayerNorm(dimensions: features), BatchNorm(dimensions: features))
    func changed(_ norm: (Tensor) -> Tensor, _ others: Tensor) -> Int {
      norm(cases)[row: 0].differingElements(from: norm(others)[row: 0])
    }
    let alone = changed({ layer($0) }, cases[rows: 0..<1])
    let byBatch = changed({ batch($0) }, cases[rows: 0..<1])
    try page.statement(
      "N3",
      """
      Alone or among three others, \(alone == 0 ? "none" : "\(alone)") of the \(features) numbers of
      a case changes. With BatchNorm, \(byBatch == features ? "all" : "\(byBatch)") do.
      """)
    let last = batch(cases[rows: 3..<4])
    try page.statement(
      "N4",
      """
      At a step that one text alone reaches, BatchNorm subtracts this text from itself: its output
      is \(last.largestMagnitude.fixed(0)), whatever the text says. LayerNorm looks at no other
      text.
      """)
    page.check(
      "N3", "LayerNorm: a case is the same alone and among others", exceptions: alone, of: features,
      "numbers")
    page.check("N3", "BatchNorm: numbers of a case that others change", byBatch, equals: features)
    page.check(
      "N4", "BatchNorm with a single case: largest magnitude", last.largestMagnitude, equals: 0.0)
  }

  // MARK: N7, N8

  private func recentering(_ page: Page) throws {
    var random = page.generator(4)
    let x = Tensor.normal(8, 512, using: &random) + 3
    let difference = LayerNorm(dimensions: 512)(x)
      .largestDifference(from: RMSNorm(dimensions: 512)(x.recenteredRows))
    let kept = try page.kept("norms")
    func loss(_ norm: String) -> Double {
      kept.mean(
        "loss 1000",
        where: ["blocks": "2", "norm": norm, "place": "before", "rate": "0.003"])
    }
    let (layer, rms) = (loss("LayerNorm"), loss("RMSNorm"))
    try page.statement(
      "N7",
      """
      So report Zhang and Sennrich, 2019, sec. 1, and then leave it out. LayerNorm is RMSNorm of x
      less its mean (to
      \(difference.scientific(1))). *Kept:* two blocks end at \(layer.fixed(3)) with LayerNorm and \(rms.fixed(3)) with RMSNorm.
      """)
    let y = RMSNorm(dimensions: 4, eps: 0)(Tensor([[1, 2, 3, 4]]))
    let byHand = [1.0, 2, 3, 4].map { $0 / 7.5.squareRoot() }
    try page.statement(
      "N8",
      """
      (1, 2, 3, 4) has an RMS of \(7.5.squareRoot().fixed(3)) and becomes
      (\(y[row: 0].scalars.map { $0.fixed(3) }.joined(separator: ", "))). The notes' formula stops
      at the RMS; the layer divides by it, and multiplies by a learned gain.
      """)
    page.normsInThePlane()
    page.check(
      "N7", "LayerNorm(x) and RMSNorm(x − μ), largest difference", difference, isAtMost: 1e-5)
    page.check(
      "N7", "kept: mean final losses of LayerNorm and RMSNorm, difference", abs(layer - rms),
      isAtMost: 0.02)
    page.check(
      "N8", "RMSNorm, largest difference from the values by hand",
      zip(y[row: 0].scalars, byHand).map { abs(Double($0) - $1) }.max()!, isAtMost: 2e-7)
  }

  // MARK: N9, N10

  private func invariances(_ page: Page) throws {
    var random = page.generator(5)
    let (x, w) = (Tensor.normal(64, 24, using: &random), Tensor.normal(48, 24, using: &random))
    let shift = Tensor.normal(24, using: &random)
    let (layer, rms) = (LayerNorm(dimensions: 48, eps: 0), RMSNorm(dimensions: 48, eps: 0))
    let sums = matmul(x, transposed: w)
    func change(_ norm: (Tensor) -> Tensor, _ changed: Tensor) -> Double {
      relativeChange(of: norm(changed), from: norm(sums))
    }
    let moved = matmul(x.addingToRows(shift), transposed: w)
    let constant = change({ layer($0) }, sums + 5)
    let (anyLayer, constantRMS) = (change({ layer($0) }, moved), change({ rms($0) }, sums + 5))
    try page.statement(
      "N9",
      """
      Of one kind: a constant on all summed inputs changes LayerNorm's output by
      \(constant.scientific(1)), RMSNorm's by \(constantRMS.percent(0)). A random vector added to
      the data changes LayerNorm's by \(anyLayer.percent(0)).
      """)
    let scaled = matmul(x, transposed: w * 2.5)
    var oneRow = w
    oneRow[row: 0] = w[row: 0] * 2.5
    let one = matmul(x, transposed: oneRow)
    let all = max(change({ layer($0) }, scaled), change({ rms($0) }, scaled))
    let row = min(change({ layer($0) }, one), change({ rms($0) }, one))
    try page.statement(
      "N10",
      """
      By one factor on all weights: the outputs change by \(all.scientific(1)). A factor on one row
      changes both, by \(row.percent(0)) or more, so “randomly” says too much.
      """)
    page.check("N9", "LayerNorm: change under one constant", constant, isAtMost: 1e-5)
    page.check("N9", "RMSNorm: change under one constant", constantRMS, isAtLeast: 0.01)
    page.check("N9", "LayerNorm: change under a shift of the data", anyLayer, isAtLeast: 0.01)
    page.check("N10", "largest change of both under one factor", all, isAtMost: 1e-5)
    page.check("N10", "smallest change of both under a factor on one row", row, isAtLeast: 0.01)
  }
}

extension [Double] {
  /// The mean.
  var mean: Double { reduce(0, +) / Double(count) }
}
