import Mini

/// ½ Σ (norm(X Wᵀ) − target)²
package struct Loss {
  package enum Norm {
    case none, layer, rms

    package var name: String {
      switch self {
      case .none: "no norm"
      case .layer: "LayerNorm"
      case .rms: "RMSNorm"
      }
    }
  }

  package let norm: Norm
  package let target: Tensor  // [cases, outputs]

  package init(norm: Norm, target: Tensor) { (self.norm, self.target) = (norm, target) }

  private var layerNorm: LayerNorm { LayerNorm(dimensions: target.width, eps: 0) }
  private var rmsNorm: RMSNorm { RMSNorm(dimensions: target.width, eps: 0) }

  private func normalized(_ a: Tensor) -> Tensor {
    switch norm {
    case .none: return a
    case .layer:
      let norm = layerNorm
      return norm(a)
    case .rms:
      let norm = rmsNorm
      return norm(a)
    }
  }

  /// ∂L/∂a from ∂L/∂y
  private func pullback(at a: Tensor, _ cotangent: Tensor) -> Tensor {
    var result = Tensor(zeros: a.shape)
    switch norm {
    case .none: result = cotangent
    case .layer:
      var gradient = layerNorm
      layerNorm.backward(cotangent, at: a, addingTo: &result, &gradient)
    case .rms:
      var gradient = rmsNorm
      rmsNorm.backward(cotangent, at: a, addingTo: &result, &gradient)
    }
    return result
  }

  /// ∂L/∂W, `[outputs, inputs]`.
  package func gradient(_ x: Tensor, _ w: Tensor) -> Tensor {
    let a = matmul(x, transposed: w)  // [cases, outputs]
    let atOutput = normalized(a) - target  // ∂L/∂y
    let atSum = pullback(at: a, atOutput)  // ∂L/∂a
    return matmul(atSum.transposed, x)  // (∂L/∂a)ᵀ X
  }

  package func value(_ x: Tensor, _ w: Tensor) -> Double {
    let difference = normalized(matmul(x, transposed: w)) - target
    return difference.scalars.reduce(0) { $0 + Double($1) * Double($1) } / 2
  }

  /// How fast the loss changes along `direction`, by central differences.
  package func slope(_ x: Tensor, _ w: Tensor, along direction: Tensor) -> Double {
    // A thousandth of the length of W: long against the rounding of `Float`, short against the
    // bends of the loss.
    let step = w.norm / 1000
    let move = direction * (step / direction.norm)
    return (value(x, w + move) - value(x, w - move)) / (2 * Double(step))
  }

  package struct Lengths {
    package var gradient: Double
    package var slope: Double

    package init(gradient: Double, slope: Double) {
      (self.gradient, self.slope) = (gradient, slope)
    }
  }

  /// The length of the gradient, from the formula and as a slope.
  package func lengths(_ x: Tensor, _ w: Tensor) -> Lengths {
    let gradient = gradient(x, w)
    return Lengths(
      gradient: Double(gradient.norm), slope: slope(x, w, along: gradient))
  }
}
