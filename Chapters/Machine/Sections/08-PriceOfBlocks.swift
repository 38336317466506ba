import LanguageModel
import Mini
import Notebook
import Workbench

extension MachineChapter {
  /// M8: what each kind of block costs in bytes and in error, and what it saves in time.
  var priceOfBlocks: Section {
    Section("The price of each block type", "M8") { page in
      page.result(
        """
        Each bit more halves the error of a weight; each bit less saves bytes, and time only where widening keeps
        up with reading.
        """)
      page.claim("M8")
      page.text(
        """
        Files keep weights in *blocks*: 32 or 256 of them as small integers q, with a scale d that they share, and
        in some types a minimum m. Fewer bytes are read sooner; but they have to be widened to numbers first.
        """)
      page.formula(
        "w = d q     or     w = d q + m", tex: #"w = d\,q \quad\text{or}\quad w = d\,q + m"#)
      page.text(
        """
        Names and layouts are those of ggml: the digit is the bits of q, “_0” has a scale, “_1” a minimum, too,
        and “_K” 256 weights in groups with scales of few bits. Q4_0 by hand: the number furthest from zero
        becomes −8, and the others go to the nearest of sixteen steps.
        """)
      var random = page.generator(8)
      let weights = Tensor.normal(256, 1024, using: &random)
      byHand(page, Array(weights.scalars[..<32]))
      let x = Tensor.normal(16, weights.width, using: &random)
      let prices = try prices(weights, x)
      page.errorsOfWeights(prices)
      page.deeper("Why a bit halves the error, and the price of every type") { page in
        table(page, weights, prices)
        errors(page, prices)
      }
      try page.deeper("Products with blocks are one row, one answer, too") { page in
        try sameBits(page, &random)
      }
      try times(page, &random)
    }
  }

  // MARK: By hand

  private func byHand(_ page: Page, _ block: [Float]) {
    let rounded = page.code {
      let furthest = block.max { $0.magnitude < $1.magnitude }!
      let d = furthest / -8
      return block.map { w in d * max(-8, min(7, (w / d).rounded())) }
    }
    page.roundedBlock(block, rounded)
    let stored = (try? QuantizedMatrix(rounding: Tensor([block]), to: .q4_0))?.row(0)
    let difference = zip(rounded, stored.map { Array($0.scalars) } ?? []).map { abs($0 - $1) }.max()
    // d is rounded to 16 bits, which have 11 binary digits.
    page.check(
      "M8", "Q4_0 by hand and by `Mini` agree up to the rounding of d to 16 bits",
      (difference ?? .infinity) / block.map(\.magnitude).max()!, isAtMost: 0x1p-11,
      measuring: "largest difference, relative to the largest weight")
  }

  // MARK: Bytes and errors

  fileprivate struct Price {
    let kind: BlockKind
    let bytes: Int
    /// Root mean square of the error of a weight, in that of the weights.
    let weightError: Double
    /// The same of a product with a row.
    let productError: Double
  }

  private func prices(_ weights: Tensor, _ x: Tensor) throws -> [Price] {
    let product = matmul(x, transposed: weights)
    return try BlockKind.allCases.map { kind in
      let matrix = try QuantizedMatrix(rounding: weights, to: kind)  // [outputs, inputs]
      return Price(
        kind: matrix.kind, bytes: matrix.byteCount,
        weightError: Double((matrix.dequantized() - weights).rootMeanSquare)
          / Double(weights.rootMeanSquare),
        productError: Double((matrix(x) - product).rootMeanSquare)
          / Double(product.rootMeanSquare))
    }.sorted { ($0.bytes, $0.kind.number) < ($1.bytes, $1.kind.number) }
  }

  private func table(_ page: Page, _ weights: Tensor, _ prices: [Price]) {
    page.text(
      """
      The same \(weights.count.grouped) normally distributed weights are rounded to every type, and 16 rows
      multiplied by them. The error is the root mean square of what differs from 32 bits, relative to that of
      the numbers.
      """)
    page.table(
      "\(weights.count.grouped) weights in each type:",
      columns: ["type", "bits per weight", "bytes", "error of a weight", "error of a product"],
      rows: prices.map { price in
        [
          price.kind.name, price.kind.bitsPerWeight.significant(5), price.bytes.grouped,
          price.weightError.significant(3), price.productError.significant(3),
        ]
      })
  }

  private func errors(_ page: Page, _ prices: [Price]) {
    func error(_ kind: BlockKind) -> Double { prices.first { $0.kind == kind }!.weightError }
    page.text(
      """
      A step is the range of a block divided by the number of steps, and rounding to the nearest leaves an
      error that is spread evenly over one step. So a fifth bit makes the error of four bits smaller by
      31/15, the steps of “_1”, or by 2 with a scale alone. A product of many weights has the same
      relative error as the weights: errors of both signs add up as slowly as the products do.
      """)
    page.check(
      "M8", "the error of Q4_1 over that of Q5_1 is 31 steps over 15", error(.q4_1) / error(.q5_1),
      is: 31.0 / 15, within: 0.05, measuring: "factor")
    page.check(
      "M8", "the error of Q4_0 is twice that of Q5_0", error(.q4_0) / error(.q5_0), is: 2,
      within: 0.1, measuring: "factor")
    page.check(
      "M8", "a product has the relative error of its weights, for all types",
      prices.filter { $0.kind != .f32 }.map { abs($0.productError / $0.weightError - 1) }.max()!,
      isAtMost: 0.1, measuring: "furthest ratio from 1")
    page.text(
      """
      Real weights are not normally distributed everywhere, and ggml searches for scales with smaller errors
      than the extremes of a block give, which are what is taken here; so these errors are an upper bound
      for a file of the same type, and the order of the types is what to remember.
      """)
  }

  // MARK: One row, one answer

  private func sameBits(_ page: Page, _ random: inout SeededGenerator) throws {
    page.text(
      """
      For a new token sixteen weights at a time are widened in registers, multiplied and added. With many rows,
      eight rows of weights are widened into the first cache, once for all rows. Both walk the same chains, so
      section 7 holds for blocks as well. Here 37 rows of 768 numbers, alone and in blocks, on 1, 2 and 3
      threads, with all \(BlockKind.allCases.count) types:
      """)
    let weights = Tensor.normal(131, 768, using: &random)
    let x = Tensor.normal(37, 768, using: &random)
    let differing = try BlockKind.allCases.reduce(0) { sum, kind in
      let matrix = try QuantizedMatrix(rounding: weights, to: kind)
      let whole = Threads.with(1) { matrix(x) }
      return [1, 2, 3].reduce(sum) { sum, threads in
        Threads.with(threads) {
          [1, 2, 3, 7, 37].reduce(sum) { sum, size in
            sum + x.inBlocks(of: size) { matrix($0) }.differingElements(from: whole)
          }
        }
      }
    }
    page.check(
      "M8", "products with blocks are the same, over all types, blocks of rows and threads",
      exceptions: differing, of: BlockKind.allCases.count * 15 * 37 * 131, "numbers")
    let errors = try BlockKind.allCases.map { kind in
      let matrix = try QuantizedMatrix(rounding: weights, to: kind)
      let (product, exact) = (matrix(x), x.doubleProduct(matrix.dequantized()))
      return zip(product.scalars, exact).map { abs(Double($0) - $1) }.max()!
    }
    // Sums of 768 products of normal numbers are about 28; 48 additions in each lane round them.
    page.check(
      "M8", "and those of sums in `Double` of the widened weights", errors.max()!,
      isAtMost: 1e-4, measuring: "largest error")
  }

  // MARK: Time

  private func times(_ page: Page, _ random: inout SeededGenerator) throws {
    let n = page.options.quick ? 1024 : 4096
    let kinds: [BlockKind] = [
      .f32, .f16, .bf16, .q8_0, .q6_K, .q5_1, .q5_0, .q5_K, .q4_1, .q4_0, .q4_K, .q3_K, .q2_K,
    ]
    let x = Tensor.normal(32, n, using: &random)
    let one = x[rows: 0..<1]
    // A matrix of any weights: the bytes of 64 rows again and again.
    let weights = Array(Tensor.normal(64, n, using: &random).scalars)
    let matrices = try kinds.map { kind in
      let bytes = try kind.quantized(weights)
      return try QuantizedMatrix(
        repeatElement(bytes, count: n / 64).flatMap { $0 }, kind: kind, outputs: n, inputs: n)
    }
    func contestants(_ rows: Tensor) -> [Contestant] {
      matrices.map { matrix in
        Contestant(
          matrix.kind.name, operations: Double(2 * rows.rowCount * n * n),
          bytes: Double(matrix.byteCount)
        ) { keep(matrix(rows)) }
      }
    }
    let four = kinds.firstIndex(of: .q4_1)!
    page.timing(
      """
      One row times a matrix of \(n.grouped) × \(n.grouped) in each type. Compare the GB/s with those of F32:
      """,
      [("", contestants(one))]
    ) { races in
      page.finding(
        "M8", "one row: F32 over Q4_1", ratio: races[0].ratio(of: 0, to: four),
        expected: .atLeast(2, work: races[0].workRatio(of: 0, to: four)),
        ifLess: """
          Widening takes as long as reading here: with vectors of fewer lanes, or with memory that is quick
          for so few threads.
          """,
        ifMore: """
          Q4_1 gains more than its bytes: its matrix fits into a cache that F32 does not fit into.
          """, decides: true)
    }
    page.deeper("With many rows the multiply–adds are the limit, whatever the type") { page in
      page.timing(
        "32 rows times the same matrices:", [("", contestants(x))]
      ) { races in
        page.finding(
          "M8", "32 rows: F32 over Q4_1", ratio: races[0].ratio(of: 0, to: four),
          expected: 0.7...1.4,
          ifLess:
            "Widening the blocks costs time here that the multiply–adds of 32 rows do not hide.",
          ifMore: "Memory still has a part in the time of 32 rows on this machine.")
      }
    }
  }
}

extension Page {
  /// Error against bits.
  fileprivate func errorsOfWeights(_ prices: [MachineChapter.Price]) {
    func points(_ length: Int) -> [(Double, Double)] {
      prices.filter { $0.kind.blockLength == length && $0.kind != .f32 }
        .map { ($0.kind.bitsPerWeight, $0.weightError) }
    }
    plot(
      """
      Root mean square error of normally distributed weights, relative to theirs. Look for the slope: each bit
      more halves the error. BF16 stands above it: it spends three bits on a range that weights do not need.
      """,
      x: .linear("bits per weight", 2...17), y: .logarithmic("error of a weight"),
      .points("blocks of 32", points(32)), .points("blocks of 256", points(256)),
      .points("numbers of 16 bits", points(1)))
  }
}
