import Testing

@testable import Mini

/// Three rows of Table 1 of Zhang and Sennrich 2019 (the chapter on norms shows all five): six changes
/// of the weights or the data, and whether the normalised summed inputs a = x Wᵀ stay what they are.
@Suite struct NormInvarianceTests {
  static let (cases, inputs, outputs) = (64, 48, 64)

  static let expected: [(String, [Bool])] = [
    ("LayerNorm", [true, true, false, true, false, true]),
    ("RMSNorm", [true, false, false, true, false, true]),
    ("PartialRMSNorm", [true, false, false, true, false, true]),
  ]

  func normalized(_ norm: String, _ x: Tensor, _ weight: Tensor) -> Tensor {
    let a = x.summedInputs(weight)
    let n = Self.outputs
    switch norm {
    case "LayerNorm": return LayerNorm(dimensions: n, eps: 0)(a)
    case "RMSNorm": return RMSNorm(dimensions: n, eps: 0)(a)
    default: return PartialRMSNorm(dimensions: n, fraction: 0.25, eps: 0)(a)
    }
  }

  @Test(arguments: 1...5 as ClosedRange<UInt64>) func everyCell(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let x = Tensor.normal(Self.cases, Self.inputs, using: &generator)
    let weight = Tensor.normal(Self.outputs, Self.inputs, using: &generator)
    let shift = Tensor.normal(Self.inputs, using: &generator)
    let changes = [
      (x, weight.scaled(by: 2.5)), (x, weight.addingToRows(shift)), (x, weight.scalingFirstRow),
      (x.scaled(by: 2.5), weight), (x.addingToRows(shift), weight), (x.scalingFirstRow, weight),
    ]
    for (norm, stays) in Self.expected {
      let before = normalized(norm, x, weight)
      for (column, (x, weight)) in changes.enumerated() {
        let change = normalized(norm, x, weight).distance(to: before)
        if stays[column] {
          #expect(change < 1e-5, "\(norm), column \(column): \(change)")
        } else {
          #expect(change > 0.1, "\(norm), column \(column): \(change)")
        }
      }
    }
  }
}

extension Tensor {
  func addingToRows(_ vector: Tensor) -> Tensor {
    Tensor(
      shape: shape, scalars: scalars.indices.map { scalars[$0] + vector.scalars[$0 % width] })
  }

  var scalingFirstRow: Tensor {
    var result = self
    result[row: 0] = self[row: 0].scaled(by: 2.5)
    return result
  }
}
