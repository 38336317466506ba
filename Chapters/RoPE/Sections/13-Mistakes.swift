import LanguageModel
import Mini
import Notebook
import Workbench

extension RoPEChapter {
  /// Known mistakes, made on purpose: each has to break a check that the right code keeps.
  var mistakes: Section {
    Section("What goes wrong", "P4", "P8") { page in
      page.result(
        """
        Nothing crashes, and one token at position 0 passes any test: compare several positions, and scores with
        somebody else's.
        """)
      page.text(
        """
        Five mistakes, each run the right way first. The remedies: compare a block with its tokens one by one, and
        scores with those of others.
        """)
      var random = page.generator(13)
      let d = max(4, headDimension)
      let x = Tensor.normal(3, 12, d, using: &random)  // q, k, v of one head
      let (q, k, v) = (x[rows: 0..<1], x[rows: 1..<2], x[rows: 2..<3])
      let rope = RotaryEmbedding(headDimension: d, base: base, layout: layout)
      let other = RotaryEmbedding(
        headDimension: d, base: base, layout: layout == .halves ? .interleaved : .halves)

      func shift(_ queries: RotaryEmbedding, _ keys: RotaryEmbedding) -> Float {
        func score(_ m: Int) -> Float {
          dot(queries(q[row: 0][row: 0], offset: m), keys(k[row: 0][row: 0], offset: m + 3))
        }
        let scale = q[row: 0][row: 0].norm * k[row: 0][row: 0].norm
        return [0, 7, 50].map { abs(score($0) - score(1)) }.max()! / scale
      }

      func scores(_ rope: RotaryEmbedding, _ q: Tensor, _ k: Tensor) -> Tensor {
        matmul(rope(q[row: 0]), transposed: rope(k[row: 0]))  // [tokens, tokens]
      }
      func reordered(_ x: Tensor) -> Tensor {
        x.rearranged(from: layout, to: other.layout, headDimension: d)
      }
      let right = scores(rope, q, k)
      func change(_ scores: Tensor) -> Float {
        scores.largestDifference(from: right) / right.largestMagnitude
      }
      page.deeper("The wrong layout passes the check of section 5") { page in
        page.text(
          """
          *The wrong layout.* If queries and keys are both turned by the layout that the weights were not trained
          with, scores still depend on the distance only, and the check of section 5 passes. Only a comparison
          with the right scores shows it:
          """)
        page.check(
          "P8", "features reordered for the other layout: largest change of a score, relative",
          change(scores(other, reordered(q), reordered(k))), isAtMost: 1e-5)
        page.check(
          "P8", "features left in their old order: change of a score when both tokens move",
          shift(other, other), isAtMost: 1e-6)
        page.goesWrong(
          "P8", "features left in their old order: largest change of a score, relative",
          change(scores(other, q, k)), isAtMost: 1e-5)
      }
      page.deeper("Queries in one layout, keys in the other") { page in
        page.text(
          """
          *Two layouts at once.* The queries are turned in one way and the keys in the other, say by two
          libraries. Now even a score at a fixed distance changes when both tokens move:
          """)
        page.check(
          "P8", "one layout: change of a score when both tokens move", shift(rope, rope),
          isAtMost: 1e-6)
        page.goesWrong(
          "P8", "queries in one layout, keys in the other", shift(rope, other), isAtMost: 1e-6)
      }
      page.deeper("A forgotten offset: the new token stands at 0") { page in
        page.text(
          """
          *A forgotten offset.* With a cache the model sees one new token at a time. Its position is the
          number of tokens before it, not 0:
          """)
        let whole = attention(queries: rope(q), keys: rope(k), values: v, mask: .causal)
        func lastToken(offset: Int) -> Float {
          let output = attention(
            queries: rope(q[row: 0][rows: 11..<12].reshaped(1, 1, d), offset: offset),
            keys: rope(k),
            values: v, mask: .causal)
          return output[row: 0][row: 0].largestDifference(from: whole[row: 0][row: 11])
        }
        page.check(
          "P4", "token 11 decoded alone at offset 11, against the whole text",
          lastToken(offset: 11),
          equals: 0.0)
        page.goesWrong("P4", "the same token at offset 0", lastToken(offset: 0), isAtMost: 0)
      }
      page.deeper("Rotated values: the output changes with the place") { page in
        page.text(
          """
          *Rotated values.* If values are turned too, the output of attention is a mixture of differently
          turned contents and changes with the place of the text:
          """)
        func moved(turningValues: Bool) -> Float {
          func read(_ offset: Int) -> Tensor {
            attention(
              queries: rope(q, offset: offset), keys: rope(k, offset: offset),
              values: turningValues ? rope(v, offset: offset) : v, mask: .causal)
          }
          return read(0).largestDifference(from: read(1000))
        }
        page.check(
          "P4", "change of the output 1000 positions later", moved(turningValues: false),
          isAtMost: 1e-4)
        page.goesWrong(
          "P4", "the same with turned values", moved(turningValues: true), isAtMost: 1e-4)
      }
      page.deeper("A wrong base: near tokens look right, far ones do not") { page in
        page.text(
          """
          *A wrong base.* Llama 2 uses 10 000, Llama 3 uses 500 000, Qwen2.5 uses 1 000 000 (their published
          configurations). With the wrong one, near tokens look right and far ones do not. For d = 128:
          """)
        let trained = RotaryEmbedding(headDimension: 128, base: 500_000)
        let wrong = RotaryEmbedding(headDimension: 128, base: 10_000)
        let pair = Tensor.normal(2, 128, using: &random)
        func change(_ distance: Int, _ rope: RotaryEmbedding) -> Float {
          func score(_ rope: RotaryEmbedding) -> Float {
            dot(pair[row: 0], rope(pair[row: 1], offset: distance))
              / (pair[row: 0].norm * pair[row: 1].norm)
          }
          return abs(score(rope) - score(trained))
        }
        let distances = [0, 1, 10, 100, 1000]
        page.table(
          "Change of a score when 10 000 is used in place of 500 000:",
          columns: ["distance"] + distances.map(\.grouped),
          rows: [["change"] + distances.map { change($0, wrong).fixed(3) }])
        page.check(
          "P4", "the right base: largest change", distances.map { change($0, trained) }.max()!,
          isAtMost: 1e-5)
        page.goesWrong(
          "P4", "the wrong base: largest change", distances.map { change($0, wrong) }.max()!,
          isAtMost: 1e-5)
      }
    }
  }
}
