import Experiments
import MachineExperiments
import Mini
import Notebook
import Workbench

extension MachineChapter {
  /// M6, M7: what it gives, and costs, to lay weights out for products once.
  var laidOutOnce: Section {
    Section("Weights laid out once", "M6", "M7") { page in
      page.result(
        """
        Weights that are known before the first token can be laid out for products: one row, and eight, then
        read them in one stream, with the same bits. The price is a copy when the model is loaded.
        """)
      page.text(
        """
        A matrix [inputs, outputs] has the weights of one input side by side, and those of the next a whole row
        further on. A product goes over several rows at once, or comes back for its sums. Whoever serves a model
        knows its weights before the first token, and lays them out in *panels*: the weights of 48 outputs for
        one input, then those for the next. Here for 70 inputs and 96 outputs:
        """)
      var random = page.generator(9)
      plainly(page, &random)
      page.deeper("The bits of the matrix, for any number of rows and of outputs") { page in
        sameBits(page, &random)
      }
      times(page, &random)
      try page.deeper("A whole model laid out: what it takes, and what it gives up") { page in
        try wholeModel(page)
      }
    }
  }

  private func plainly(_ page: Page, _ random: inout SeededGenerator) {
    let (inputs, outputs) = (70, 96)
    let (x, w) = (
      Tensor.normal(1, inputs, using: &random), Tensor.normal(inputs, outputs, using: &random)
    )
    let sums = page.code {
      // [96 / 48, 70, 48]: panel, input, output of the panel
      let panels = [0, 48].flatMap { first in
        (0..<inputs).flatMap { k in (0..<48).map { j in w[k, first + j] } }
      }
      var sums = [Float](repeating: 0, count: outputs)
      for (place, weight) in panels.enumerated() {
        let (k, j) = (place / 48 % inputs, place % 48)
        let output = place / (48 * inputs) * 48 + j
        sums[output] += x[0, k] * weight  // Mini rounds once: fma
      }
      return sums
    }
    let reference = x.doubleProduct(w.transposed)
    let errors = (0..<outputs).map { abs(Double(sums[$0]) - reference[$0]) }
    page.check(
      "M6", "read from front to back, the panels give the sums in `Double`", errors.max()!,
      isAtMost: 1e-4, measuring: "largest error")
  }

  private func sameBits(_ page: Page, _ random: inout SeededGenerator) {
    page.text(
      """
      Each output is still one chain of fused multiply–adds in the order of the inputs, so neither the bits of a
      row nor its independence of other rows change. What the last panel has no output for is filled with zeros
      that nobody reads.
      """)
    var (differing, all) = (0, 0)
    for (rows, inputs, outputs) in [(1, 300, 96), (3, 77, 49), (8, 577, 130), (33, 100, 47)] {
      let (x, w) = (
        Tensor.normal(rows, inputs, using: &random), Tensor.normal(inputs, outputs, using: &random)
      )
      let product = matmul(x, w)
      for panels in [WeightPanels(w), WeightPanels(transposed: w.transposed)] {
        differing += panels(x).differingElements(from: product)
        differing += panels(x[rows: 0..<1]).differingElements(from: product[rows: 0..<1])
        all += product.count + outputs
      }
    }
    page.check(
      "M7", "laid out from either orientation, rows have the bits that the matrix gives them",
      exceptions: differing, of: all, "numbers")
  }

  private func times(_ page: Page, _ random: inout SeededGenerator) {
    let n = page.options.quick ? 2048 : 4096
    let w = Tensor.uniform(n, n, using: &random)
    let panels = WeightPanels(w)
    let many = Tensor.uniform(64, n, using: &random)
    let (eight, one) = (many[rows: 0..<8], many[rows: 0..<1])
    page.timing(
      """
      Rows times a matrix of \(n.grouped) × \(n.grouped), \(memory(4 * n * n)), as it is and laid out. Watch eight
      rows come near one:
      """,
      [
        (
          "1 row",
          [
            Contestant("the matrix", .product(1, n, n)) { keep(matmul(one, w)) },
            Contestant("laid out", .product(1, n, n)) { keep(panels(one)) },
            Contestant("reading alone", bytes: Double(4 * n * n)) { keep(Limits.read(w)) },
            Contestant("laying out", bytes: Double(8 * n * n)) { keep(WeightPanels(w).byteCount) },
          ]
        ),
        (
          "8 rows",
          [
            Contestant("the matrix", .product(8, n, n)) { keep(matmul(eight, w)) },
            Contestant("laid out", .product(8, n, n)) { keep(panels(eight)) },
          ]
        ),
        (
          "64 rows",
          [
            Contestant("the matrix", .product(64, n, n)) { keep(matmul(many, w)) },
            Contestant("laid out", .product(64, n, n)) { keep(panels(many)) },
          ]
        ),
      ]
    ) { races in
      page.finding(
        "M6", "one row laid out: reading alone over all of it", ratio: races[0].ratio(of: 2, to: 1),
        expected: 0.8...1.5,
        ifLess: "Two panels side by side are not read as regularly as one stream here.",
        ifMore: "A cache keeps more of the panels than of what is read alone.")
      page.finding(
        "M6", "eight rows: the matrix over its panels", ratio: races[1].ratio(of: 0, to: 1),
        expected: 1.05...4,
        ifLess: "This matrix lies in a cache that gives rows and panels equally soon.",
        ifMore: "The sums of eight rows wait for one another less than for the matrix.")
      page.finding(
        "M6", "laying out over one row of the matrix", ratio: races[0].ratio(of: 3, to: 0),
        expected: 1...20,
        ifLess: "One row was held up by something else: laying out reads the matrix and writes it.",
        ifMore: "New memory comes page by page here, which takes longer than to fill it.")
    }
  }

  private func wholeModel(_ page: Page) throws {
    let model = try Transformer(TransformerConfiguration(), seed: page.options.seed)
    let laidOut = page.code {
      var laidOut = model
      laidOut.layOut()  // each matrix in turn: the numbers are let go of
      return laidOut
    }
    page.text(
      """
      The model of \(model.byteCount.grouped) bytes takes \(laidOut.byteCount.grouped): whole panels of 48 outputs,
      full or not. Only as long as somebody holds the model as it was, as this page does, both are in memory. A head
      that is tied to the embedding is read by columns of its panels.
      """)
    let text = Array("laid out once".utf8).map(Int.init)
    page.check(
      "M7", "logits of a text, from the model and from the same laid out",
      exceptions: try laidOut(text).differingElements(from: model(text)),
      of: text.count * model.configuration.vocabulary, "numbers")
    var refusal = ""
    do {
      _ = try Trainer(laidOut, schedule: LearningRateSchedule(constant: 1))
    } catch {
      refusal = error.description
    }
    page.text("What is laid out never changes: a trainer refuses it, “\(refusal)”.")
  }
}
