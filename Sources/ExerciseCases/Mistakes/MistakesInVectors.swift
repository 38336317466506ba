import Base
import Exercises

// Mistakes in products, norms and positions. The chapters' sections "What goes wrong" tell of most.

extension Mistake {
  static var ofVectors: [Mistake] {
    [
      Mistake(.product, "This multiplies with columns: row j of the matrix belongs to output j.") {
        $0.product = { matrix, x in
          guard matrix.count == x.count else { return matrix.map { dot($0, x) } }
          return matrix[0].indices.map { j in dot(matrix.map { $0[j] }, x) }
        }
      },
      Mistake(.rmsNorm, "ε stands outside the root: it belongs to the mean square, inside.") {
        $0.rmsNorm = { x, gain, eps in
          let size = (dot(x, x) / Double(x.count)).squareRoot() + eps
          return zip(x, gain).map { $0 / size * $1 }
        }
      },
      Mistake(.rmsNorm, "The root is missing: this divides by the mean square.") {
        $0.rmsNorm = { x, gain, eps in
          zip(x, gain).map { $0 / (dot(x, x) / Double(x.count) + eps) * $1 }
        }
      },
      Mistake(.rmsNorm, "This divides by the root of the sum: the mean is the sum over the count.")
      {
        $0.rmsNorm = { x, gain, eps in
          zip(x, gain).map { $0 / (dot(x, x) + eps).squareRoot() * $1 }
        }
      },
      Mistake(.rmsNorm, "The mean is taken away first: that is LayerNorm.") {
        $0.rmsNorm = { x, gain, eps in zip(Plain.layerNorm(x, eps), gain).map { $0 * $1 } }
      },
      Mistake(.rmsNorm, "The gain is missing.") {
        $0.rmsNorm = { x, _, eps in Plain.rmsNorm(x, x.map { _ in 1 }, eps) }
      },
      Mistake(.rmsNorm, "ε is missing.") {
        $0.rmsNorm = { x, gain, _ in Plain.rmsNorm(x, gain, 0) }
      },
      Mistake(.rotatePair, "This turns clockwise: one of the two signs belongs to the other sine.")
      {
        $0.rotatePair = { x, y, angle in Plain.rotatePair(x, y, -angle) }
      },
      Mistake(.angle, "The 2 is missing: pair i has the exponent −2i/d, not −i/d.") {
        $0.angle = { i, position, d, base in
          Double(position) * .pow(base, -Double(i) / Double(d))
        }
      },
      Mistake(.angle, "The angle does not grow with the position.") {
        $0.angle = { i, _, d, base in Plain.angle(i, 1, d, base) }
      },
      Mistake(.angle, "Positions are counted from 1: the first token is turned by 0.") {
        $0.angle = { i, position, d, base in Plain.angle(i, position + 1, d, base) }
      },
      Mistake(.angle, "Later pairs turn faster: the exponent is negative.") {
        $0.angle = { i, position, d, base in
          Double(position) * .pow(base, 2 * Double(i) / Double(d))
        }
      },
      Mistake(
        .rotate, "Pairs are made of both halves of the head (i and i + d/2) and not of neighbours."
      ) {
        $0.rotate = { head, position, base in
          let half = head.count / 2
          var result = head
          for i in 0..<half {
            let angle = Plain.angle(i, position, head.count, base)
            (result[i], result[i + half]) = Plain.rotatePair(head[i], head[i + half], angle)
          }
          return result
        }
      },
      Mistake(.rotate, "The angle is that of a feature's number: the pair has half of it.") {
        $0.rotate = { head, position, base in
          (0..<head.count / 2).flatMap { i in
            let angle = Plain.angle(2 * i, position, head.count, base)
            let pair = Plain.rotatePair(head[2 * i], head[2 * i + 1], angle)
            return [pair.x, pair.y]
          }
        }
      },
    ]
  }
}
