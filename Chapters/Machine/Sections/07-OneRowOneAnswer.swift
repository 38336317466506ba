import Mini
import Notebook
import Workbench

extension MachineChapter {
  /// M7: a row of a result has the same bits in any company and on any number of threads.
  var oneRowOneAnswer: Section {
    Section("One row, one answer", "M7") { page in
      page.result(
        "In `Mini` a row has the same bits alone, among others, and on any number of threads.")
      page.claim("M7")
      page.text(
        """
        Where one routine computes many rows and another a single one, or threads add up parts of a sum,
        rounding differs. In `Mini` every element is one chain of multiply–adds in the order of the summed
        index, and threads share elements, never a sum. A sum over a row puts element j into lane j mod 16.
        """)
      page.formula(
        "cᵢⱼ = fma(aᵢₖ, bₖⱼ, … fma(aᵢ₁, b₁ⱼ, fma(aᵢ₀, b₀ⱼ, 0)))",
        tex:
          #"c_{ij} = \mathrm{fma}(a_{ik}, b_{kj}, \dots \mathrm{fma}(a_{i1}, b_{1j}, \mathrm{fma}(a_{i0}, b_{0j}, 0)))"#
      )
      page.oneChainOrParts()
      page.expect(
        "A row of a product alone, and the same row among a hundred: are all its bits the same?",
        answer: """
          In `Mini` yes, because both routines walk the same chain. Other libraries may add up in another order
          where that is quicker.
          """)
      var random = page.generator(7)
      products(page, &random)
      page.deeper("Norms, softmax, rotation and attention keep to it, too") { page in
        rowKernels(page, &random)
        chunkedAttention(page, &random)
      }
      try decoder(page)
      page.deeper("Infinities and what is not a number stay in their rows") { page in
        notNumbers(page, &random)
      }
    }
  }

  // MARK: Products

  private func products(_ page: Page, _ random: inout SeededGenerator) {
    let x = Tensor.normal(rows, inner, using: &random)
    let w = Tensor.normal(inner, columns, using: &random)
    let blocks = [1, 2, 3, 7, 16, rows]
    page.text(
      """
      A product of [\(rows), \(inner)] by [\(inner), \(columns)], in blocks of
      \(blocks.dropLast().map { "\($0)" }.joined(separator: ", ")) and all rows, on 1, 2 and 3 threads, each
      compared with all rows at once on one:
      """)
    let whole = Threads.with(1) { matmul(x, w) }
    let differing = page.code {
      [1, 2, 3].map { threads in
        Threads.with(threads) {
          blocks.map { size in
            x.inBlocks(of: size) { matmul($0, w) }
              .differingElements(from: whole)
          }
        }
      }
    }
    let all = 3 * blocks.count * whole.count
    page.check(
      "M7", "a product is the same from all blocks and threads",
      exceptions: differing.joined().reduce(0, +), of: all, "numbers", folds: false)
    let turned = w.transposed
    page.check(
      "M7", "so is one with the right operand transposed",
      exceptions: differingElements(page, blocks, from: whole) { size in
        x.inBlocks(of: size) { matmul($0, transposed: turned) }
      }, of: all, "numbers")
    page.check(
      "M7", "and the chain above, element by element",
      exceptions: x.naiveProduct(w).differingElements(from: whole), of: whole.count, "numbers")
  }

  /// Numbers that differ from `whole`, over all block sizes and 1, 2 and 3 threads.
  private func differingElements(
    _ page: Page, _ blocks: [Int], from whole: Tensor, _ compute: (Int) throws -> Tensor
  ) rethrows -> Int {
    try [1, 2, 3].reduce(0) { sum, threads in
      try Threads.with(threads) {
        try blocks.reduce(sum) { try $0 + compute($1).differingElements(from: whole) }
      }
    }
  }

  // MARK: Row by row

  private func rowKernels(_ page: Page, _ random: inout SeededGenerator) {
    // Many enough rows that threads share them.
    let x = Tensor.normal(600, 577, using: &random)
    let rope = RotaryEmbedding(headDimension: 576)
    let kernels: [(String, (Tensor, Int) -> Tensor)] = [
      ("RMSNorm", { x, _ in RMSNorm(dimensions: x.width)(x) }),
      ("LayerNorm", { x, _ in LayerNorm(dimensions: x.width)(x) }),
      ("softmax", { x, _ in softmax(x) }),
      ("rotation", { x, first in rope(x.firstColumns(576), offset: first) }),
    ]
    page.text(
      """
      Norms, softmax and rotation compute each row from itself. Here 600 rows of 577 numbers, 576 of them
      turned, alone, in blocks, and all at once:
      """)
    for (name, kernel) in kernels {
      let whole = Threads.with(1) { kernel(x, 0) }
      page.check(
        "M7", "\(name) is the same alone, in sevens and at once, on 1, 2 and 3 threads",
        exceptions: differingElements(page, [1, 7, 600], from: whole) { size in
          x.inNumberedBlocks(of: size, kernel)
        }, of: 9 * whole.count, "numbers")
    }
  }

  // MARK: Attention and the decoder

  private func chunkedAttention(_ page: Page, _ random: inout SeededGenerator) {
    page.text(
      """
      Attention reads other rows, too: the keys and values of earlier tokens. A chunk of a text that attends
      to all keys up to its own end gives the rows it has in the whole. It also does so if more keys follow,
      for a masked weight is 0 exactly, and adding 0 · v changes no sum.
      """)
    let tokens = 37
    let q = Tensor.normal(4, tokens, 20, using: &random)
    let k = Tensor.normal(2, tokens, 20, using: &random)
    let v = Tensor.normal(2, tokens, 20, using: &random)
    let whole = Threads.with(1) { attention(queries: q, keys: k, values: v, mask: .causal) }
    page.check(
      "M7", "attention in chunks of 1, 2, 3, 7, 16 and all tokens is the same",
      exceptions: differingElements(page, [1, 2, 3, 7, 16, tokens], from: whole) { size in
        let chunks = stride(from: 0, to: tokens, by: size).map { first in
          let end = min(first + size, tokens)
          return attention(
            queries: q.sliced(tokens: first..<end), keys: k.sliced(tokens: 0..<end),
            values: v.sliced(tokens: 0..<end),
            mask: .causal)
        }
        return .joinedTokens(chunks)
      }, of: 18 * whole.count, "numbers")
  }

  private func decoder(_ page: Page) throws {
    page.text(
      """
      A small language model with random weights reads a text at once, and token by token with a cache:
      """)
    var configuration = TransformerConfiguration()
    configuration.layers = 2
    configuration.width = 64
    configuration.queryHeads = 4
    configuration.kvHeads = 2
    configuration.feedForwardWidth = 160
    let model = try Transformer(configuration, seed: page.options.seed)
    let text = Array("One row, one answer.".utf8).map(Int.init)
    let whole = try Threads.with(1) { try model(text) }
    func read(inChunksOf size: Int) throws -> Tensor {
      var cache = try model.makeCache(capacity: text.count)
      return .concatenate(
        try stride(from: 0, to: text.count, by: size).map { first in
          try model(Array(text[first..<min(first + size, text.count)]), cache: &cache)
        })
    }
    let tokenByToken = try page.code {
      var cache = try model.makeCache(capacity: text.count)
      return try text.map { token in try model([token], cache: &cache) }
    }
    page.check(
      "M7", "a decoder gives the same bits token by token and all at once",
      exceptions: Tensor.concatenate(tokenByToken).differingElements(from: whole),
      of: whole.count, "logits", decides: true)
    page.check(
      "M7", "and in chunks of 1, 2, 3, 7 and all tokens, on 1, 2 and 3 threads",
      exceptions: try differingElements(page, [1, 2, 3, 7, text.count], from: whole) {
        try read(inChunksOf: $0)
      }, of: 15 * whole.count, "logits")
  }

  // MARK: What is not a number

  private func notNumbers(_ page: Page, _ random: inout SeededGenerator) {
    page.text(
      """
      Infinities and NaN are numbers like any other to a chain: 0 · ∞ is NaN, and a NaN stays. A kernel that
      skips zeros, or starts a sum in a different place, gives itself away here. Into row 2 of ten we put a
      NaN, into row 5 an infinity, and into the matrix a −∞ and a zero. (Which of the many bit patterns of NaN
      comes out, IEEE 754 leaves open; they count as equal.)
      """)
    var x = Tensor.normal(10, 40, using: &random)
    var w = Tensor.normal(40, 70, using: &random)
    (x[2, 11], x[5, 39], x[7, 20]) = (.nan, .infinity, 0)
    (w[20, 66], w[39, 3]) = (-.infinity, 0)
    let naive = x.naiveProduct(w)
    page.check(
      "M7", "of the plain chain two rows and a column are not finite",
      naive.scalars.count { !$0.isFinite }, equals: 70 + 70 + 8, measuring: "numbers")
    page.check(
      "M7", "in blocks of 1, 2, 3, 7 and 10 rows a product is like the plain chain",
      exceptions: [1, 2, 3, 7, 10].map { size in
        x.inBlocks(of: size) { matmul($0, w) }.unlike(naive)
      }.reduce(0, +), of: 5 * naive.count, "numbers")
    let clean = page.code {
      var repaired = x
      repaired[2, 11] = 0
      // The other rows must not notice what is in row 2.
      let (a, b) = (matmul(x, w), matmul(repaired, w))
      return [0..<2, 3..<10].map { a[rows: $0].unlike(b[rows: $0]) }
        .reduce(0, +)
    }
    page.check(
      "M7", "a NaN changes nothing in other rows", exceptions: clean, of: 9 * 70, "numbers")
  }
}

// MARK: Cutting and joining
