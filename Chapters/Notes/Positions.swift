import Base
import Mini
import Notebook
import RoPEExperiments
import Workbench

extension Notes {
  /// P3 to P9, and what stands under no heading.
  var positions: Section {
    Section("Positional encoding") { page in
      page.text(
        """
        Attention compares a word's *query* with the *keys* of others and adds up their *values*. A sum has
        no order, so each word must be told where it stands.
        """)
      try emptyHeadings(page)
      try absoluteAndRelative(page)
      try added(page)
      try rotation(page)
    }
  }

  // MARK: Two empty headings

  private func emptyHeadings(_ page: Page) throws {
    var random = page.generator(6)
    let pair = ScorePair(width: 64, base: 10_000, layout: .interleaved, using: &random)
    let places = [0, 1000]
    let (added, turned) = (
      places.map { pair.additive($0, $0 + 3) }, places.map { pair.rotary($0, $0 + 3) }
    )
    try page.statement(
      "E7",
      """
      The chapter fills them. What led to rotation: two vectors 3 places apart score
      \(added[0].fixed(3)) with added positions, and \(added[1].fixed(3)) when both stand 1000
      further on; turned, \(turned[0].fixed(3)) and \(turned[1].fixed(3)).
      """)
    page.check(
      "E7", "the additive score changes when both move", abs(added[0] - added[1]), isAtLeast: 1e-4)
    page.check(
      "E7", "the rotary score does not", abs(turned[0] - turned[1]), isAtMost: 1e-6)
  }

  // MARK: P3, P4

  private func absoluteAndRelative(_ page: Page) throws {
    let pair = RotaryEmbedding(headDimension: 2)
    let turned = pair(Tensor([3, 4]), offset: 2)
    let byMatrix = matmul(Tensor([[3, 4]]), transposed: pair.matrix(position: 2))[row: 0]
    try page.statement(
      "P3",
      """
      At position 2, (3, 4) turns to (\(turned[0].fixed(3)), \(turned[1].fixed(3))) and stays
      \(turned.norm.fixed(3)) long. Matrix and `Mini` differ by
      \(turned.largestDifference(from: byMatrix).brief()).
      """)
    func score(_ m: Int, _ n: Int) -> Float {
      let x = Tensor([1, 0])
      return dot(pair(x, offset: m), pair(x, offset: n))
    }
    let scores = [score(3, 1), score(7, 5)]
    try page.statement(
      "P4",
      """
      Of two turns a product sees the difference. With query and key (1, 0) and a turn of 1 for each
      position, 3 and 1 score \(scores[0].fixed(3)), and 7 and 5 score \(scores[1].fixed(3)). Both
      are cos 2.
      """)
    page.turnedPair()
    page.check(
      "P3", "rotation and matrix, largest difference", turned.largestDifference(from: byMatrix),
      isAtMost: 2e-6)
    page.check(
      "P4", "scores at (3, 1) and (7, 5), furthest from cos 2",
      scores.map { abs(Double($0) - Double.cos(2)) }.max()!, isAtMost: 1e-6)
  }

  // MARK: P5, P6

  private func added(_ page: Page) throws {
    try page.statement(
      "P5",
      """
      As in RoFormer, eq. 3. The transformer of 2017 did it with sinusoids, GPT-2 with learned
      vectors.
      """)
    var random = page.generator(7)
    let effects = Pollution(width: 512, using: &random).effects()
    try page.statement(
      "P6",
      """
      At the start of training: with embeddings multiplied by √d, as in 2017, the sum and the
      embedding have a cosine of \(effects.scaled.cosine.fixed(2)); without, of
      \(effects.plain.cosine.fixed(2)). Values change as well, by
      \(effects.scaled.valueChange.percent(0)) even with √d. Rotation leaves values alone.
      """)
    page.check(
      "P6", "with √d: cosine of the embedding and the sum", effects.scaled.cosine, isAtLeast: 0.6)
    page.check("P6", "without √d: the same cosine", effects.plain.cosine, isAtMost: 0.4)
    page.check(
      "P6", "with √d: change of the values, relative", effects.scaled.valueChange, isAtLeast: 0.2)
  }

  // MARK: P7, P8, P9

  private func rotation(_ page: Page) throws {
    let pair = RotaryEmbedding(headDimension: 2)
    let product = matmul(pair.matrix(position: 0.7), pair.matrix(position: 2.6))
    let difference = product.largestDifference(from: pair.matrix(position: 3.3))
    try page.statement(
      "P7",
      """
      Its rows, whose break the notes have lost, are (cos mθ, −sin mθ) and (sin mθ, cos mθ). R(0.7)
      R(2.6) is R(3.3), to \(difference.scientific(1)).
      """)
    var random = page.generator(8)
    let x = Tensor.normal(16, 64, using: &random)  // [tokens, features of a head]
    let rope = RotaryEmbedding(headDimension: 64)
    var stranger = x
    stranger[row: 6] = x[row: 6] * 100
    let others = rope(x)[row: 7].differingElements(from: rope(stranger)[row: 7])
    let typed = (0..<16).map { t in
      rope(x)[row: t].largestDifference(
        from: Tensor(
          plainRotation(Array(x[row: t].scalars), position: t, base: 10_000, halves: false)))
    }.max()!
    try page.statement(
      "P8",
      """
      They are pairs of *features* of one token: a head of 64 has 32 planes, each turned at a speed
      of its own, to tell near from far. \(others == 0 ? "None" : "\(others)") of a token's 64
      numbers depends on another token.
      """)
    page.pairings()
    let refused = (1...64).filter {
      (try? RotaryEmbedding.validate(rotatedDimensions: $0, headDimension: $0)) == nil
    }
    try page.statement(
      "P9",
      """
      Of the sizes 1 to 64 the odd ones are refused, all \(refused.count). But only what is turned
      must be even; the rest of a head need not be.
      """)
    page.check("P7", "R(0.7) R(2.6) and R(3.3), largest difference", difference, isAtMost: 1e-6)
    page.check(
      "P8", "features of a token that depend on another", exceptions: others, of: 64, "features")
    page.check("P8", "turned in pairs as typed and by `Mini`", typed, isAtMost: 5e-6)
    page.check(
      "P9", "odd sizes refused less even sizes refused",
      refused.count { $0 % 2 == 1 } - refused.count { $0 % 2 == 0 }, equals: 32)
  }
}
