import Base

/// The weights of a linear layer laid out for products: in panels of 48 outputs, each `[inputs, 48]`.
///
/// A matrix `[inputs, outputs]` has the weights of neighbouring outputs side by side, and those of the
/// next input a whole row further on. In a panel they follow one another, so that a product reads one
/// long run of memory. Each output is still one chain in the order of the inputs, with the bits that
/// it has from the matrix. Whoever serves a model lays its weights out once, as part of loading it.
///
/// They take the memory of the numbers and that of up to 47 outputs more, and are never learned.
public struct WeightPanels: Equatable, Sendable {
  /// The length of a row that goes into a product.
  public let inputs: Int

  /// The length of a row that comes out of a product.
  public let outputs: Int

  /// `[panels, inputs, 48]`; what the last panel has no output for is zero.
  private let panels: Tensor

  /// The memory that the weights take.
  public var byteCount: Int { panels.count * MemoryLayout<Float>.size }

  /// A copy of `weight`, `[inputs, outputs]`.
  public init(_ weight: Tensor) {
    require(weight.rank == 2, "a weight has the shape [inputs, outputs], not \(weight.shape)")
    let (inputs, outputs) = (weight.shape[0], weight.shape[1])
    (self.inputs, self.outputs) = (inputs, outputs)
    panels = Tensor(shape: [PanelProduct.panels(outputs), inputs, PanelProduct.width]) { out in
      weight.withScalars { Panels.layOut($0, inputs: inputs, outputs: outputs, to: out) }
    }
  }

  /// A copy of `weight`, `[outputs, inputs]`, as frameworks and files store it.
  public init(transposed weight: Tensor) {
    require(weight.rank == 2, "a weight has the shape [outputs, inputs], not \(weight.shape)")
    let (outputs, inputs) = (weight.shape[0], weight.shape[1])
    (self.inputs, self.outputs) = (inputs, outputs)
    panels = Tensor(shape: [PanelProduct.panels(outputs), inputs, PanelProduct.width]) { out in
      weight.withScalars {
        Panels.layOut(transposed: $0, inputs: inputs, outputs: outputs, to: out)
      }
    }
  }

  /// The same weights as numbers that can be looked at, `[inputs, outputs]`.
  public var matrix: Tensor {
    Tensor(shape: [inputs, outputs]) { out in
      panels.withScalars { Panels.putBack($0, inputs: inputs, outputs: outputs, to: out) }
    }
  }

  /// `[tokens, inputs]` to `[tokens, outputs]`.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    .written([x.rowCount, outputs]) { y in multiply(x, into: &y) }
  }

  /// `[tokens, inputs]` into the memory of `y`, `[tokens, outputs]`: x · W.
  func multiply(_ x: Tensor, into y: inout Tensor) {
    require(
      x.rank == 2 && x.width == inputs && y.shape == [x.shape[0], outputs],
      "the product of \(x.shape) and weights [\(inputs), \(outputs)] does not go into \(y.shape)")
    guard y.count > 0 else { return }
    y.withMutableScalars { y in
      x.withScalars { x_ in
        panels.withScalars { w in
          PanelProduct.multiply(
            x_, rows: x.shape[0], w, into: y, inputs: inputs, outputs: outputs)
        }
      }
    }
  }

  /// Writes the weights of these outputs, in this order, to `x`, `[columns.count, inputs]`: the
  /// embeddings of tokens, if these are the weights of a head that is tied to them.
  func gather(_ columns: [Int], into x: inout Tensor) {
    require(
      x.shape == [columns.count, inputs],
      "\(columns.count) columns of weights [\(inputs), \(outputs)] do not fill \(x.shape)")
    x.withMutableScalars { out in
      panels.withScalars { panels in
        for (i, column) in columns.enumerated() {
          Panels.copyColumn(column, of: panels, inputs: inputs, to: out + i * inputs)
        }
      }
    }
  }
}

// MARK: Laying out

extension Weights {
  /// The numbers of a matrix, laid out; weights of any other kind stay what they are.
  ///
  /// The numbers are let go of as soon as they are copied: where nobody else holds them, only one
  /// matrix at a time is in memory twice.
  mutating func layOut() {
    if case .numbers(let matrix) = self, matrix.rank == 2 { self = .panels(WeightPanels(matrix)) }
  }
}

extension Linear {
  /// Lays the weights out for products: the same bits, sooner. From then on they cannot be learned.
  public mutating func layOut() { weights.layOut() }
}

extension Transformer {
  /// Lays out the weights of all linear layers: the same bits, sooner. From then on the model cannot
  /// learn. An embedding of its own, of which only rows are read, stays as it is; one that is tied to
  /// the head is read from its panels.
  public mutating func layOut() {
    for layer in blocks.indices {
      blocks[layer].attention.layOut()
      blocks[layer].feedForward.layOut()
    }
    head.layOut()
  }

  /// The model with its weights laid out, see ``layOut()``. As long as somebody holds this one too, its
  /// numbers are in memory beside them.
  public func laidOut() -> Transformer {
    var result = self
    result.layOut()
    return result
  }
}

extension AttentionLayer {
  /// Lays out the four projections.
  mutating func layOut() {
    query.layOut()
    key.layOut()
    value.layOut()
    output.layOut()
  }
}

extension FeedForward {
  /// Lays out the three matrices.
  mutating func layOut() {
    gate.layOut()
    up.layOut()
    down.layOut()
  }
}
