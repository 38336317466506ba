import Base
import Mini
import Notebook
import RoPEExperiments
import Workbench

extension RoPEChapter {
  /// P3, P7, P8, P9, E1, E17: one rotation, then many.
  var rotations: Section {
    Section("One rotation, then many", "P3", "P7", "P8", "P9", "E1", "E17") { page in
      page.result(
        """
        Whatever lets scores see distances only is a turn, and a turn is one of pairs of features, each at a speed
        of its own.
        """)
      requirement(page)
      oneRotation(page)
      try manyRotations(page)
      evenDimensions(page)
      try wavelengths(page)
    }
  }

  /// Why a rotation, and why by pairs.
  private func requirement(_ page: Page) {
    page.text(
      """
      Let f(x, m) be what becomes of a query or a key x at position m, with f(x, 0) = x. A score is to see the
      distance only (RoFormer, eq. 11):
      """)
    page.formula(
      "f(q, m) · f(k, n) = g(q, k, n − m)",
      tex: #"f(q, m) \cdot f(k, n) = g(q, k, n - m)"#)
    page.list(
      """
      *m = n*: the score is q · k, so f(·, m) keeps lengths and angles. If it changes smoothly with m it is no
      mirror, so it is a turn, R(m).
      """,
      """
      *m = 0*: R(m)ᵀ R(n) = R(n − m). Turns add up, and R(1) says all.
      """,
      """
      *By pairs*: with evenly many features every turn is Q D Qᵀ, where D turns pairs and Q chooses axes, which
      Wq and Wk learn anyway.
      """)
    page.deeper("Any turn meets the wish, and is one of pairs") { page in
      var random = page.generator(40)
      let turn = AnyTurn(using: &random)
      page.text(
        """
        A turn of 8 features about axes drawn at random, taken m times, and the same with its axes moved
        into the vectors. Two vectors of length 1 at the positions (3, 1), (7, 5) and (22, 20):
        """)
      let places = [(3, 1), (7, 5), (22, 20)]
      let scores = places.map { turn.score($0.0, $0.1) }
      let pairs = places.map { turn.scoreByPairs($0.0, $0.1) }
      page.table(
        columns: ["positions", "the turn, m and n times", "pairs, with axes moved"],
        rows: zip(places, zip(scores, pairs)).map {
          ["\($0.0) and \($0.1)", $1.0.fixed(5), $1.1.fixed(5)]
        })
      // 42 turns at most, each off by some 16 roundings of 2⁻²⁴ of a vector of length 1.
      page.check(
        "P3", "a turn about random axes: spread of the score at one distance", spread(scores),
        isAtMost: 4e-5)
      page.check(
        "P3", "the same scores by pairs, axes moved into the vectors: largest difference",
        zip(scores, pairs).map { abs($0 - $1) }.max()!, isAtMost: 4e-5)
      page.text(
        """
        What this rests on: *one* map for queries and keys. With two, scaling keys by Mⁿ and queries by the
        inverse of Mᵐ works for any invertible M, and a term that depends on n − m may stand beside the
        product, as in ALiBi.
        """)
    }
  }

  private func oneRotation(_ page: Page) {
    page.claim("P7")
    page.text(
      """
      Two features are a point in a plane, turned by mθ at position m.
      """)
    page.formula(
      """
      R(mθ) = ⎡ cos mθ  −sin mθ ⎤
              ⎣ sin mθ   cos mθ ⎦
      """,
      tex: #"""
        R(m\theta) = \begin{bmatrix} \cos m\theta & -\sin m\theta \\ \sin m\theta & \cos m\theta
        \end{bmatrix}
        """#)
    let turned = page.code {
      let pair = RotaryEmbedding(headDimension: 2)  // θ = 1 radian per position
      return (0...4).map { m in pair(Tensor([3, 4]), offset: m) }
    }
    page.diagram(
      "The point (3, 4) at the positions 0 to 4.",
      lookFor:
        "All arrows end on one circle of radius 5, each a radian further than the one before.",
      alternative: """
        Five arrows from the origin to a circle. The first leads to (3, 4), and each further one is turned
        counterclockwise by one radian.
        """,
      .plane(
        "",
        [.circle(radius: 5)]
          + turned.enumerated().map { m, point in
            .vector(
              "m = \(m)", to: (Double(point[0]), Double(point[1])), m == 0 ? .kept : .new)
          }))
    page.deeper("The other sign turns the other way, and would do as well") { page in
      page.correction("E17")
      page.text(
        """
        All of the rest is made of four properties: at position 0 nothing turns; the determinant is 1, so no area
        changes; turning by a and then by b is turning by a + b; and the transposed matrix turns back.
        """)
    }
    page.claim("P3")
    let pair = RotaryEmbedding(headDimension: 2)
    let (a, b) = (pair.matrix(position: 0.7), pair.matrix(position: 2.6))
    page.check(
      "P7", "R(0) is the identity",
      pair.matrix(position: 0).largestDifference(from: Tensor(identity: 2)), equals: 0.0)
    page.check(
      "P7", "det R(0.7) is 1", a[0, 0] * a[1, 1] - a[0, 1] * a[1, 0], is: 1, within: 1e-6)
    page.check(
      "P7", "R(0.7) R(2.6) is R(3.3)",
      matmul(a, b).largestDifference(from: pair.matrix(position: 3.3)), isAtMost: 1e-6,
      decides: true)
    page.check(
      "P7", "R(0.7) transposed is R(−0.7)",
      a.transposed.largestDifference(from: pair.matrix(position: -0.7)), equals: 0.0)
    page.check(
      "P3", "(3, 4) turned by `Mini` and by R(m), positions 0 to 4: largest difference",
      turned.enumerated().map { m, point in
        matmul(Tensor([[3, 4]]), transposed: pair.matrix(position: Double(m)))[row: 0]
          .largestDifference(from: point)
      }.max()!, isAtMost: 2e-6, decides: true)
    page.check(
      "P3", "the length stays 5 up to position 100 000",
      [1, 10, 1000, 100_000].map { abs(pair(Tensor([3, 4]), offset: $0).norm - 5) }.max()!,
      isAtMost: 1e-5)
  }

  private func manyRotations(_ page: Page) throws {
    page.claim("P8")
    page.correction("E1")
    page.deeper("As one matrix a rotation is nearly all zeros") { page in
      page.text(
        """
        Pair i of a head turns at the speed θᵢ of section 2. As one matrix (RoFormer, eq. 15):
        """)
      page.formula(
        """
        R(m) = diag( R(m θ₀), R(m θ₁), …, R(m θ_{d/2−1}) )
        θᵢ = base^(−2i/d)
        """,
        tex:
          #"R_m = \mathrm{diag}\big(R(m\theta_0), \dots, R(m\theta_{d/2-1})\big), \qquad \theta_i = \mathrm{base}^{-2i/d}"#
      )
      let few = min(8, headDimension)
      let whole = RotaryEmbedding(headDimension: few, base: base, layout: layout).matrix(
        position: 1)
      page.table(
        """
        The whole matrix of a head with \(few) features at position 1. Find the pairs, and see how little
        the slow ones turn:
        """,
        columns: [""] + (0..<few).map { "\($0)" },
        rows: (0..<few).map { i in
          ["\(i)"] + (0..<few).map { j in whole[i, j] == 0 ? "0" : whole[i, j].fixed(3) }
        })
    }
    page.live(liveHands)
    page.text(
      """
      Pair i of a head turns at the speed θᵢ of section 2; feature by feature (RoFormer, eq. 34):
      """)
    try page.source(of: "func plainRotation(", in: "Chapters/RoPE/Experiments/PlainRotation.swift")
    var random = page.generator(5)
    let x = Tensor.normal(16, headDimension, using: &random)  // [tokens, headDimension]
    let (byMatrix, byPairs) = page.code {
      let turned = rope(x, offset: 1000)  // token t stands at 1000 + t
      let differences = (0..<16).map { t in
        let matrix = rope.matrix(position: Double(1000 + t))
        let product = matmul(x[rows: t..<t + 1], transposed: matrix)[row: 0]
        let typed = plainRotation(
          Array(x[row: t].scalars), position: 1000 + t, base: base,
          halves: layout == .halves)
        return (
          turned[row: t].largestDifference(from: product),
          turned[row: t].largestDifference(from: Tensor(typed))
        )
      }
      return (differences.map(\.0).max()!, differences.map(\.1).max()!)
    }
    let d = headDimension
    page.check(
      "P8", "matrix and `Mini` give the same vectors: largest difference", byMatrix, isAtMost: 1e-6,
      decides: true)
    page.check(
      "P8", "so does the function as typed, up to one rounding", byPairs, isAtMost: 2e-6)
    page.check(
      "P8", "numbers in the matrix that are not 0: at most 2d",
      rope.matrix(position: 1).scalars.filter { $0 != 0 }.count, equals: 2 * d)

    page.deeper("No token is paired with another") { page in
      page.text(
        """
        Turning the sixteen tokens together, or one of them alone, or
        with a neighbour replaced, must give the same bits:
        """)
      let differing = page.code {
        let together = rope(x)[row: 7]
        let alone = rope(x[row: 7], offset: 7)
        var changed = x
        changed[row: 6] = x[row: 6] * 100
        let besideAStranger = rope(changed)[row: 7]
        return together.differingElements(from: alone)
          + together.differingElements(from: besideAStranger)
      }
      page.check(
        "P8", "features of token 7 that depend on any other token", differing, equals: 0)
    }
  }

  private func evenDimensions(_ page: Page) {
    page.claim("P9")
    let refused = (1...64).filter { d in
      (try? RotaryEmbedding.validate(rotatedDimensions: d, headDimension: d)) == nil
    }
    page.check(
      "P9", "of the sizes 1 to 64, the odd ones are refused",
      refused.filter { $0 % 2 == 1 }.count - refused.filter { $0 % 2 == 0 }.count, equals: 32,
      decides: true)
    page.deeper("An odd number is refused") { page in
      page.text(
        """
        `Mini` refuses, and so does this
        program (try `--head-dimension 63`):
        """)
      let (refusal, rest) = page.code {
        var refusal = ""
        do {
          try RotaryEmbedding.validate(rotatedDimensions: 63, headDimension: 63)
        } catch {
          refusal = "\(error)"
        }
        // Only what is turned must be even; the rest of the head passes through.
        let x = Tensor([1, 2, 3, 4, 5])
        let partial = RotaryEmbedding(headDimension: 5, rotatedDimensions: 2)
        return (refusal, partial(x, offset: 9))
      }
      page.text("It says: “\(refusal)”.")
      page.check(
        "P9", "of 5 features of which 2 are turned, the others pass through unchanged",
        zip(rest.scalars[2...], [3, 4, 5]).count { $0 == $1 }, equals: 3)
      page.text(
        """
        Turning only a part is common: 25 % of each head in GPT-NeoX and Pythia, 40 % in phi-2 (their
        published configurations).
        """)
    }
  }

  private func wavelengths(_ page: Page) throws {
    try page.deeper("Slow pairs never finish a turn in training") { page in
      page.text(
        """
        The wavelength of a pair is the number of positions for a full turn, λᵢ = 2π / θᵢ. Pairs with one beyond the
        trained length never finish a turn, and meet new angles as soon as a text is longer.
        """)
      try page.source(
        of: "public var wavelengths: [Double]", in: "Sources/Mini/Positions/RotaryEmbedding.swift")
      let limits = [512, 2048, 4096, 8192, 32_768, 131_072]
      let published: [(d: Int, base: Double, counts: [Int])] = [
        (64, 1e4, [16, 11, 9, 7, 2, 0]), (128, 1e4, [33, 23, 18, 14, 4, 0]),
        (256, 1e4, [66, 47, 37, 28, 9, 0]), (128, 5e5, [42, 35, 32, 29, 22, 15]),
        (128, 1e6, [43, 37, 33, 30, 24, 17]),
      ]
      func row(_ d: Int, _ base: Double) -> (longest: Double, counts: [Int]) {
        let wavelengths = RotaryEmbedding(headDimension: d, base: base).wavelengths
        return (
          wavelengths.last!, limits.map { limit in wavelengths.count { $0 > Double(limit) } }
        )
      }
      let rows = published.map { ($0.d, $0.base, row($0.d, $0.base)) }
      var shown = rows
      if !published.contains(where: { $0.d == headDimension && $0.base == base }) {
        shown.append((headDimension, base, row(headDimension, base)))
      }
      page.table(
        "Pairs whose wavelength exceeds a context length (other values of the knobs add a row):",
        columns: ["d", "base", "pairs", "longest"] + limits.map { ">\($0.grouped)" },
        rows: shown.map { d, base, row in
          ["\(d)", base.significant(3), "\(d / 2)", Int(row.longest.rounded()).grouped]
            + row.counts.map { "\($0)" }
        })
      page.check(
        "P3", "counts of the first five rows that are as computed from the formula by hand",
        zip(rows, published).map { row, by in zip(row.2.counts, by.counts).count { $0 == $1 } }
          .reduce(0, +), equals: 30)
      page.plot(
        """
        The wavelengths of your pairs, for base \(base.typed). Look at the straight line: on a scale
        of powers of ten each pair is slower by the same factor, and a larger base makes it steeper.
        """,
        x: .linear("pair i"), y: .logarithmic("wavelength in positions"), for: "base",
        Set([100, 1000, 10_000, 100_000, 500_000, 1_000_000, base]).sorted().map { base in
          let rope = RotaryEmbedding(headDimension: headDimension, base: base)
          return .init(
            base.typed, .line("wavelength", rope.wavelengths.enumerated().map { (Double($0), $1) }))
        }, shown: base.typed)
    }
  }
}
