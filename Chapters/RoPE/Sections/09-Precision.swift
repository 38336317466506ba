import Base
import LanguageModel
import Mini
import Notebook
import Workbench

extension RoPEChapter {
  /// P3: what becomes of large angles in small number formats.
  var precision: Section {
    Section("Precision: angles must not be rounded", "P3", "P4") { page in
      page.result(
        """
        Far angles keep few digits in Float and none in bfloat16: round the finished sine and cosine, not the angle.
        """)
      page.text(
        """
        At position 100 000 the fastest pair has made \(Int(100_000 / (2 * Double.pi)).grouped) turns, and most
        digits of its angle count them. Here d = 128 and the base is 10 000.
        """)
      let frequencies = RotaryEmbedding(headDimension: 128).frequencies
      let positions = [100, 255, 1000, 4095, 32_767, 131_071, 1_000_000]
      let (floatError, halfError) = page.code {
        let inFloat = positions.map { m in
          frequencies.map { theta in
            abs(Double(Float(m) * Float(theta)) - Double(m) * theta)
          }.max()!
        }
        // On accelerators, position, frequency and product may all be
        // bfloat16: 8 bits of precision.
        let inBFloat16 = positions.map { m in
          frequencies.map { theta in
            let product = Double(BFloat16(Double(m))) * Double(BFloat16(theta))
            let rounded = Double(BFloat16(product))
            return abs(Double.cos(rounded) - Double.cos(Double(m) * theta))
          }.max()!
        }
        return (inFloat, inBFloat16)
      }
      page.table(
        "Largest error over the 64 pairs (2 is the worst for a cosine):",
        columns: ["position", "angle in Float, radians", "cosine in bfloat16"],
        rows: zip(positions, zip(floatError, halfError)).map { m, errors in
          [m.grouped, errors.0.significant(2), errors.1.fixed(2)]
        })
      page.check(
        "P3", "bfloat16: error of a cosine at position 255", halfError[1], is: 0.55, within: 0.01)
      page.check(
        "P3", "bfloat16: error of a cosine at position 1000", halfError[2], is: 1.27, within: 0.01)
      page.check(
        "P3", "bfloat16: error of a cosine at position 4095", halfError[3], is: 1.69, within: 0.01)
      page.check(
        "P3", "Float: error of an angle at position 4095, in radians", floatError[3], isAtMost: 2e-4
      )

      page.deeper("From 256 on, bfloat16 gives several tokens one position") { page in
        page.text(
          """
          In bfloat16 it is worse than inexact: neighbours become one. Integers are exact up to 256 only,
          and beyond it several tokens share a position.
          """)
        page.sharedPositions((254..<266).map { ($0, Int(Double(BFloat16(Double($0))))) })
        let rounded = page.code {
          [256, 257, 4095, 15_962].map { Int(Double(BFloat16(Double($0)))) }
        }
        page.table(
          columns: ["position"] + [256, 257, 4095, 15_962].map(\.grouped),
          rows: [["as bfloat16"] + rounded.map(\.grouped)])
        page.check("P3", "position 257 becomes", rounded[1], equals: 256)
        page.check("P3", "position 15 962 becomes", rounded[3], equals: 15_936)
      }
      page.deeper("With angles in Float scores drift as their positions grow") { page in
        page.text(
          """
          And the promise of section 5, the score of a pair 3 positions apart: with angles in `Double`
          it stays; in `Float` it drifts as the angles do.
          """)
        var random = page.generator(9)
        let q = Tensor.normal(1, 128, using: &random)
        let k = Tensor.normal(1, 128, using: &random)
        let exact = RotaryEmbedding(headDimension: 128)
        func score(_ m: Int, _ turn: (Tensor, Int) -> Tensor) -> Float {
          dot(turn(q, m), turn(k, m + 3)) / (q.norm * k.norm)
        }
        func turnedInFloat(_ x: Tensor, _ m: Int) -> Tensor {
          let table = RotaryTable(tokens: 1, pairs: 64) { _, pair in
            Double(Float(m) * Float(frequencies[pair]))
          }
          return exact(x, table: table)
        }
        let shifts = [100, 4000, 32_000, 100_000]
        let rows = shifts.map { limit in
          let places = stride(from: 0, through: limit, by: limit / 20)
          return (
            double: spread(places.map { score($0) { exact($0, offset: $1) } }),
            float: spread(places.map { score($0, turnedInFloat) })
          )
        }
        page.table(
          "Spread of the score, relative to the lengths of q and k:",
          columns: ["positions up to", "angles in Double", "angles in Float"],
          rows: zip(shifts, rows).map {
            [$0.grouped, $1.double.significant(1), $1.float.significant(1)]
          }
        )
        page.check(
          "P4", "angles in Double: spread up to position 100 000", rows[3].double, isAtMost: 1e-6)
        page.check(
          "P4", "angles in Float spread at least ten times as far",
          rows[3].float / rows[3].double, isAtLeast: 10)
      }
    }
  }
}
