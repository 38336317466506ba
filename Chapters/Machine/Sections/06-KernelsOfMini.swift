import Base
import Experiments
import MachineExperiments
import Mini
import Notebook
import Workbench

extension MachineChapter {
  /// M6: how close the kernels of Mini come to the limits of this machine.
  var kernelsOfMini: Section {
    Section("Where the kernels of Mini stand", "M6") { page in
      page.result(
        """
        Large products, and norms from memory, come near the limit that applies; one row, softmax, rotation and
        attention stay further below it.
        """)
      page.claim("M6")
      page.measured {
        page.text(
          """
          The column “of limit” names the limit that applies: *ops*, the peak of all threads together; *read*,
          reading as many bytes and nothing else; or *copy*, reading one half of them and writing the other,
          both in turns with the kernels. What finds a part of its bytes in a large cache can pass
          100\u{A0}%.
          """)
      }
      var random = page.generator(6)
      var points: [(group: Int, point: (String, Double, Double))] = []
      func note(_ group: Int, _ races: [Race]) {
        for m in races.flatMap(\.measurements) where m.operations > 0 && m.bytes > 0 {
          points.append((group, (m.name, m.operations / m.bytes, m.operations / m.median / 1e9)))
        }
      }
      products(page, &random) { note(0, $0) }
      rowByRow(page, &random) { note(1, $0) }
      attentionKernels(page, &random) { note(2, $0) }
      page.measured {
        guard let limits = page.machineLimits else { return }
        roof(page, limits, points)
      }
    }
  }

  // MARK: Products

  private func products(
    _ page: Page, _ random: inout SeededGenerator, _ note: ([Race]) -> Void
  ) {
    page.text(
      """
      *Products.* One of square matrices waits for arithmetic, and the larger it is, the less the packing of its
      operands counts. A model that writes one token at a time reads each of its matrices for one row; eight
      rows need the same bytes.
      """)
    let largest = page.options.quick ? min(size, 512) : size
    let sizes = (page.options.quick ? [128] : [128, 256, 512]).filter { $0 < largest } + [largest]
    let a = Tensor.uniform(largest, largest, using: &random)
    let b = Tensor.uniform(largest, largest, using: &random)
    let product = matmul(a, b)
    let places = [0, largest / 3, largest - 1]
    let errors = places.flatMap { i in
      places.map { j in abs(Double(product[i, j]) - doubleElement(i, j, of: a, b)) }
    }
    // Each addition rounds a sum of at most √n or so by 2⁻²⁴ of itself.
    page.check(
      "M6", "nine elements of the largest product are those of sums in `Double`", errors.max()!,
      isAtMost: 1e-6 * Double(largest), measuring: "largest error")
    let n = page.options.quick ? 2048 : 4096
    let w = Tensor.uniform(n, n, using: &random)
    let rows = Tensor.uniform(8, n, using: &random)
    let first = rows[rows: 0..<1]
    page.check(
      "M6", "row 0 is the same alone and among eight",
      exceptions: matmul(first, w).differingElements(from: matmul(rows, w)[rows: 0..<1]), of: n,
      "numbers")
    page.timing(
      """
      Products of n × n matrices, and rows times a matrix of \(n.grouped) × \(n.grouped),
      \(memory(4 * n * n)). Watch the share grow with n:
      """,
      sizes.map { n in
        let (x, w) = (Tensor.uniform(n, n, using: &random), Tensor.uniform(n, n, using: &random))
        var contestants = [Contestant("product", .product(n, n, n)) { keep(matmul(x, w)) }]
        if n == largest {
          contestants.append(
            Contestant("its sums alone", operations: Double(2 * n * n * n)) {
              keep(Limits.multiplyAdd(n * n * n))
            })
        }
        return ("n = \(n.grouped)", contestants)
      } + [
        (
          "few rows",
          [
            Contestant("1 row", .product(1, n, n)) { keep(matmul(first, w)) },
            Contestant("8 rows", .product(8, n, n)) { keep(matmul(rows, w)) },
            Contestant("reading alone", bytes: Double(4 * n * n)) { keep(Limits.read(w)) },
          ]
        )
      ]
    ) { races in
      note(races)
      let (square, few) = (races[races.count - 2], races[races.count - 1])
      page.finding(
        "M6", "the largest product: its multiply–adds alone over all of it",
        ratio: square.ratio(of: 1, to: 0), expected: .atLeast(0.8, work: 1),
        ifLess: "Packing the operands or a slower clock took the rest: the table tells how much.",
        ifMore:
          "The product contains its multiply–adds: these alone were held up by something else.",
        decides: true)
      page.finding(
        "M6", "one row: reading the matrix alone over all of it",
        ratio: few.ratio(of: 2, to: 0), expected: 0.8...1.5,
        ifLess: "Reading in the product is not as regular as reading alone on this processor.",
        ifMore: "A cache keeps more of the matrix for the product than for reading alone.")
      page.finding(
        "M6", "eight rows over one", ratio: few.ratio(of: 1, to: 0), expected: 0.9...1.5,
        ifLess:
          "One row was held up by something else: eight read the same matrix and compute more.",
        ifMore: "Eight rows are limited by their operations here and no longer by the matrix.")
    }
  }

  // MARK: Row by row

  private func rowByRow(
    _ page: Page, _ random: inout SeededGenerator, _ note: ([Race]) -> Void
  ) {
    page.text(
      """
      *Row by row.* Norms, softmax and rotation use each number once, and write as much as they read: their
      measure is a copy. Softmax also has exponentials to compute.
      """)
    page.usesOfANumber()
    let many = page.options.quick ? 2048 : 8192
    let small = RowKernels(rows: 512, width: 1024, using: &random)
    let large = RowKernels(rows: many, width: 1024, using: &random)
    page.check(
      "M6", "both norms give the same into given memory and into their own",
      exceptions: small.differingElements, of: 2 * 512 * 1024, "numbers")
    let rope = RotaryEmbedding(headDimension: 64)
    let table = rope.table(upTo: 512)
    let heads = Tensor.uniform(8, 512, 64, using: &random)
    let turned = Contestant(
      "rotation", .rotation(heads: 8, tokens: 512, features: 64), moving: .copying
    ) { keep(rope(heads, table: table)) }
    page.timing(
      """
      The last column compares with the copy. The smaller tensor stays in a cache. Rotation turns 8 heads of
      64 features:
      """,
      [
        ("512 × 1024", small.contestants + [small.softmaxContestant]),
        ("\(many.grouped) × 1024", large.contestants),
        ("512 tokens", [turned]),
      ]
    ) { races in
      note(races)
      for (name, index) in [("RMSNorm", 1), ("LayerNorm", 2)] {
        page.finding(
          "M6", "\(name) of \(many.grouped) rows runs at the speed of a copy (copy over norm)",
          ratio: races[1].ratio(of: 0, to: index), expected: 0.85...1.5,
          ifLess: """
            Its arithmetic is not hidden behind the loads here: the norm computes while it should read.
            """,
          ifMore: """
            The norm finds more of its numbers in a cache than the copy, which moves as many bytes.
            """)
      }
    }
  }

  // MARK: Attention

  private func attentionKernels(
    _ page: Page, _ random: inout SeededGenerator, _ note: ([Race]) -> Void
  ) {
    let positions = page.options.quick ? 1024 : 4096
    let tokens = page.options.quick ? 256 : 1024
    page.text(
      """
      *Attention.* Bytes limit a new token as long as each kv head serves few query heads, and arithmetic a whole
      text at once. That all do the same work, the kv heads are copies of one:
      """)
    let queries = Tensor.uniform(32, 1, 64, using: &random)
    let key = Tensor.uniform(1, positions, 64, using: &random)
    let value = Tensor.uniform(1, positions, 64, using: &random)
    let caches = [32, 8, 1].map { kvHeads in
      (
        keys: Tensor.concatenate(Array(repeating: key, count: kvHeads)),
        values: Tensor.concatenate(Array(repeating: value, count: kvHeads))
      )
    }
    func newToken(_ cache: (keys: Tensor, values: Tensor)) -> Tensor {
      attention(queries: queries, keys: cache.keys, values: cache.values, mask: .causal)
    }
    let answer = newToken(caches[0])
    page.check(
      "M6", "8 kv heads and 1 give the answer of 32",
      exceptions: caches.dropFirst().map { newToken($0).differingElements(from: answer) }.max()!,
      of: answer.count, "numbers")
    let text = (0..<3).map { _ in Tensor.uniform(8, tokens, 64, using: &random) }  // q, k, v
    page.timing(
      """
      Heads have 64 features. The new token has 32 query heads and sees \(positions.grouped) positions; the
      text has 8 and \(tokens.grouped) tokens.
      """,
      [
        (
          "new token",
          zip([32, 8, 1], caches).map { kvHeads, cache in
            Contestant(
              counted(kvHeads, "kv head"),
              .decode(kvHeads: kvHeads, positions: positions)
            ) {
              keep(
                attention(queries: queries, keys: cache.keys, values: cache.values, mask: .causal))
            }
          } + [
            Contestant("reading 32", bytes: Double(8 * caches[0].keys.count)) {
              keep(Limits.read(caches[0].keys))
              keep(Limits.read(caches[0].values))
            }
          ]
        ),
        (
          "text",
          [
            Contestant("8 kv heads", .prefill(tokens: tokens)) {
              keep(attention(queries: text[0], keys: text[1], values: text[2], mask: .causal))
            }
          ]
        ),
      ]
    ) { races in
      note(races)
      page.finding(
        "M6", "32 kv heads: reading keys and values alone over all of it",
        ratio: races[0].ratio(of: 3, to: 0), expected: 0.7...1.5,
        ifLess: "Scores and exponentials take a part of the time that reading alone does not have.",
        ifMore: "A cache keeps more of the keys and values for attention than for reading alone.")
      page.finding(
        "M6", "fewer bytes, less time: 32 kv heads over 1", ratio: races[0].ratio(of: 0, to: 2),
        expected: .atLeast(2, work: max(32, races[0].workRatio(of: 0, to: 2))),
        ifLess: """
          With one kv head the operations limit attention, so the smaller cache saves less than its bytes.
          """,
        ifMore: """
          One kv head gains more than its bytes: it fits into a cache that is much quicker than the memory
          from which 32 come.
          """)
    }
  }

  // MARK: The picture

  private func roof(
    _ page: Page, _ limits: MachineLimits, _ points: [(group: Int, point: (String, Double, Double))]
  ) {
    let peak = limits.operationsPerSecond / 1e9
    func roof(_ bytesPerSecond: Double) -> [(Double, Double)] {
      let slope = bytesPerSecond / 1e9
      return [0.25, peak / slope, 400].sorted().map { ($0, min(peak, $0 * slope)) }
    }
    func group(_ index: Int) -> [(String, Double, Double)] {
      points.filter { $0.group == index }.map(\.point)
    }
    page.plot(
      """
      The lower roof is that of memory, the upper one that of the quickest cache. Look at how far each point is
      below its roof; what stands between the roofs works from a cache.
      """,
      x: .logarithmic("operations per byte"), y: .logarithmic("GFLOP/s"),
      .line("memory", roof(limits.bandwidths.last!.bytesPerSecond)),
      .line("cache", roof(limits.quickestBandwidth)),
      .points("products", group(0)), .points("row by row", group(1)), .points("attention", group(2))
    )
  }
}

extension Contestant {
  init(_ name: String, _ work: Work, moving: Traffic.Kind = .reading, run: @escaping () -> Void) {
    self.init(
      name, operations: Double(work.operations), bytes: Double(work.bytes), moving: moving, run: run
    )
  }
}

extension RowKernels {
  fileprivate var contestants: [Contestant] {
    let (rows, width) = (shape[0], shape[1])
    return [
      Contestant("copy", .copy(rows * width), moving: .copying) { self.copy() },
      Contestant("RMSNorm", .rmsNorm(rows: rows, width: width), moving: .copying) {
        self.rmsNorm()
      },
      Contestant("LayerNorm", .layerNorm(rows: rows, width: width), moving: .copying) {
        self.layerNorm()
      },
    ]
  }

  fileprivate var softmaxContestant: Contestant {
    Contestant("softmax", .softmax(rows: shape[0], width: shape[1]), moving: .copying) {
      keep(self.softmax())
    }
  }
}
