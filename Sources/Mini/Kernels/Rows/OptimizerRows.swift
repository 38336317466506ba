import Base
import Lanes

/// One step of an optimiser on the elements of one tensor, threads splitting the elements.
enum OptimizerRows {
  // MARK: Adam

  /// The constants of a step, worked out in `Double`.
  struct Adam {
    let beta1: Float
    let rest1: Float
    let beta2: Float
    let rest2: Float
    let step: Float
    let eps: Float
    /// What is left of a weight after its decay.
    var kept: Float
  }

  /// w ← kept · w − step · m / (√v + ε), after m ← β₁ m + rest₁ g and v ← β₂ v + rest₂ g².
  static func update(
    _ rule: Adam, _ weights: inout Tensor, _ gradient: Tensor, _ directions: inout Tensor,
    _ squares: inout Tensor
  ) {
    requireOneShape(weights, gradient)
    let count = weights.count
    weights.withMutableScalars { w in
      directions.withMutableScalars { m in
        squares.withMutableScalars { v in
          gradient.withScalars { g in
            Threads.splitElements(count, costOfOne: 16) { range in
              let first = range.lowerBound
              adam(rule, w + first, g + first, m + first, v + first, count: range.count)
            }
          }
        }
      }
    }
  }

  // MARK: Descent

  /// The constants of a step of ``SGD``.
  struct Descent {
    let rate: Float
    let momentum: Float
    let factor: Float
  }

  /// w ← w − rate · factor · g
  static func descend(_ rule: Descent, _ weights: inout Tensor, _ gradient: Tensor) {
    requireOneShape(weights, gradient)
    let (count, rate) = (weights.count, -rule.rate * rule.factor)
    weights.withMutableScalars { w in
      gradient.withScalars { g in for j in 0..<count { w[j].addProduct(rate, g[j]) } }
    }
  }

  /// w ← w − rate · u, after u ← momentum · u + factor · g.
  static func descend(
    _ rule: Descent, _ weights: inout Tensor, _ gradient: Tensor, _ steps: inout Tensor
  ) {
    requireOneShape(weights, gradient)
    let count = weights.count
    weights.withMutableScalars { w in
      steps.withMutableScalars { u in
        gradient.withScalars { g in
          for j in 0..<count {
            u[j] = (u[j] * rule.momentum).addingProduct(rule.factor, g[j])
            w[j].addProduct(-rule.rate, u[j])
          }
        }
      }
    }
  }

  private static func requireOneShape(_ weights: Tensor, _ gradient: Tensor) {
    require(
      weights.shape == gradient.shape,
      "a gradient \(gradient.shape) is not that of a tensor \(weights.shape)")
  }
}

@inline(never)
private func adam(
  _ rule: OptimizerRows.Adam, _ w: UnsafeMutablePointer<Float>, _ g: UnsafePointer<Float>,
  _ m: UnsafeMutablePointer<Float>, _ v: UnsafeMutablePointer<Float>, count: Int
) {
  let whole = count & ~15
  for j in stride(from: 0, to: whole, by: 16) {
    let next = moved(rule, Lanes(at: w + j), Lanes(at: g + j), Lanes(at: m + j), Lanes(at: v + j))
    next.w.store(to: w + j)
    next.m.store(to: m + j)
    next.v.store(to: v + j)
  }
  let rest = count - whole
  guard rest > 0 else { return }
  let next = moved(
    rule, Lanes(first: rest, at: w + whole), Lanes(first: rest, at: g + whole),
    Lanes(first: rest, at: m + whole), Lanes(first: rest, at: v + whole))
  next.w.store(first: rest, to: w + whole)
  next.m.store(first: rest, to: m + whole)
  next.v.store(first: rest, to: v + whole)
}

@inline(__always)
private func moved(
  _ rule: OptimizerRows.Adam, _ w: Lanes, _ g: Lanes, _ m: Lanes, _ v: Lanes
) -> (w: Lanes, m: Lanes, v: Lanes) {
  let m = (m * rule.beta1).addingProduct(g, Lanes(repeating: rule.rest1))
  let v = (v * rule.beta2).addingProduct(g * g, Lanes(repeating: rule.rest2))
  let step = m * rule.step / (v.squareRoot() + rule.eps)
  return (w * rule.kept - step, m, v)
}

extension Tensor {
  /// Σ x² in `Double`, in the order of ``RowView``.
  var sumOfSquares: Double { withScalars { RowView(start: $0, count: count).sumOfSquares } }
}
