/// Handing the tensors of a SwiGLU, which have one shape, to the kernels of single elements.
enum SwiGLURows {
  /// silu(gate) ⊙ up
  static func write(gate: Tensor, up: Tensor, to hidden: inout Tensor) {
    let count = gate.count
    hidden.withMutableScalars { hidden in
      gate.withScalars { gate in
        up.withScalars { up in
          Threads.splitElements(count, costOfOne: 14) { range in
            let first = range.lowerBound
            Sigmoid.swiGLU(
              gate: gate + first, up: up + first, count: range.count, into: hidden + first)
          }
        }
      }
    }
  }

  /// The gradients with respect to gate and up.
  static func writeGradients(
    _ gradient: Tensor, gate: Tensor, up: Tensor, to dGate: inout Tensor, _ dUp: inout Tensor
  ) {
    let count = gradient.count
    dGate.withMutableScalars { dGate in
      dUp.withMutableScalars { dUp in
        gradient.withScalars { gradient in
          gate.withScalars { gate in
            up.withScalars { up in
              Threads.splitElements(count, costOfOne: 18) { range in
                let first = range.lowerBound
                Sigmoid.swiGLUBackward(
                  gradient + first, gate: gate + first, up: up + first, count: range.count,
                  toGate: dGate + first, toUp: dUp + first)
              }
            }
          }
        }
      }
    }
  }
}
