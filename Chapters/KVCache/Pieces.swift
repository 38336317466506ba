import Base
import KVCacheExperiments
import Mini
import Notebook

extension KVCacheChapter {
  /// K7: what came after, attention that never holds its scores.
  func attentionInPieces(_ page: Page) throws {
    try page.deeper("What came after: attention in pieces never holds the matrix of scores") {
      page in
      page.text(
        """
        As typed in section 4, attention first has all scores and then their maximum. FlashAttention (Dao et
        al., 2022) takes keys and values in pieces that fit the fastest memory and keeps three things of each
        query: the largest score so far, the sum of the powers, and their mixture of values. When a piece has a
        larger score, the sum and the mixture are multiplied by one factor. The trick of the running maximum is
        older (Milakov and Gimelshein, 2018).
        """)
      page.piecesOfScores(tokens: 8, piece: 4)
      try page.source(
        of: "struct AttentionInPieces", in: "Chapters/KVCache/Experiments/AttentionInPieces.swift")
      var random = page.generator(13)
      let (tokens, features) = (64, 16)
      let x = (0..<3).map { _ in Tensor.normal(tokens, features, using: &random) }
      func rows(_ x: Tensor) -> [[Float]] { (0..<tokens).map { Array(x[row: $0].scalars) } }
      let (q, k, v) = (rows(x[0]), rows(x[1]), rows(x[2]))
      let sizes = [1, 7, 16, 64]
      let inPieces = page.code {
        func attend(_ t: Int, _ size: Int) -> [Float] {
          var kept = AttentionInPieces(features: features)
          for first in stride(from: 0, through: t, by: size) {
            let seen = first..<min(first + size, t + 1)
            kept.see(q[t], Array(k[seen]), Array(v[seen]))
          }
          return kept.output
        }
        return sizes.map { size in
          Tensor(q.indices.map { t in attend(t, size) })
        }
      }
      let whole = attention(
        queries: x[0].splitHeads(1), keys: x[1].splitHeads(1), values: x[2].splitHeads(1),
        mask: .causal
      ).mergeHeads()
      page.check(
        "K7", "attention in pieces of 1, 7, 16 and 64 keys is attention to all at once",
        inPieces.map { $0.largestDifference(from: whole) }.max()!, isAtMost: 1e-5,
        measuring: "largest difference")
      let uncorrected = q.indices.map { t -> [Float] in
        var kept = AttentionInPieces(features: features)
        for first in stride(from: 0, through: t, by: 16) {
          let seen = first..<min(first + 16, t + 1)
          kept.seeWithoutCorrection(q[t], Array(k[seen]), Array(v[seen]))
        }
        return kept.output
      }
      page.goesWrong(
        "K7", "earlier pieces are not brought to the new maximum",
        Tensor(uncorrected).largestDifference(from: whole), isAtMost: 1e-5,
        measuring: "largest difference")
      page.table(
        """
        Memory for the scores of one head with \(features * 8) features, in numbers of 4 bytes; in pieces: 64 by 64
        scores, and for each of 64 queries a mixture and two numbers:
        """,
        columns: ["tokens", "all scores", "in pieces"],
        rows: [1024, 4096, 32_768].map { tokens in
          [
            tokens.grouped, memory(4 * tokens * tokens),
            memory(4 * (64 * 64 + 64 * (features * 8 + 2))),
          ]
        })
      page.text(
        """
        The sums come in another order, so the last digits may differ. The number of multiply–adds is the
        same; what is saved is memory, and the time to write scores there and to read them back.
        """)
    }
  }
}

extension Page {
  /// The scores of a short text, all of them at once and piece by piece.
  fileprivate func piecesOfScores(tokens: Int, piece: Int) {
    func scores(_ title: String, _ role: @escaping (Int, Int) -> Diagram.Role) -> Diagram.Part {
      let names = (0..<tokens).map { "\($0)" }
      return .grid(title, rows: names, columns: names) { row, column in
        Diagram.Cell(column > row ? .masked : role(row, column))
      }
    }
    diagram(
      "Scores of \(tokens) queries (down) with \(tokens) keys (across): at once, and in pieces of \(piece).",
      lookFor:
        "In pieces only one square of scores is in memory; of those before it three things are left.",
      alternative: """
        Two triangles of scores. In the first all cells are held in memory. In the second only one square of
        \(piece) by \(piece) cells is; those before it were seen and are gone, those behind are still to come.
        """,
      legend: [
        .new: "in memory", .dropped: "seen, and gone", .faint: "still to come", .masked: "masked",
      ],
      scores("at once") { _, _ in .new },
      scores("in pieces") { row, column in
        if row / piece == 1 && column / piece == 0 { return .new }
        return row / piece == 0 ? .dropped : .faint
      })
  }
}
