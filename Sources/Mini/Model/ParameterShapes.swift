/// The tensors that a model of these sizes and choices has: the names of
/// ``Parameterized/forEachWeights(_:_:)`` with their shapes, matrices `[inputs, outputs]`.
extension TransformerConfiguration {
  package typealias Shapes = [(String, [Int])]

  /// All tensors of the model in their order.
  package var shapes: Shapes {
    let blocks = (0..<layers).flatMap { i in blockShapes.map { ("blocks.\(i).\($0)", $1) } }
    return firstShapes + blocks + lastShapes
  }

  var firstShapes: Shapes {
    (tiesHead ? [] : [("embedding", [vocabulary, width])])
      + (positions == .learned ? [("positionEncoding.table", [contextLength, width])] : [])
  }

  var blockShapes: Shapes {
    let queries = (Count(queryHeads) * Count(headDimension)).value
    let kvs = (Count(kvHeads) * Count(headDimension)).value
    var shapes = shapes(of: norm, "attentionNorm")
    for (name, outputs) in [("query", queries), ("key", kvs), ("value", kvs)] {
      shapes.append(("attention.\(name).weight", [width, outputs]))
      if attentionBias { shapes.append(("attention.\(name).bias", [outputs])) }
    }
    shapes.append(("attention.output.weight", [queries, width]))
    if headNorms {
      shapes += ["query", "key"].map { ("attention.\($0)Norm.gain", [headDimension]) }
    }
    shapes += self.shapes(of: norm, "feedForwardNorm")
    shapes += ["gate", "up"].map { ("feedForward.\($0).weight", [width, feedForwardWidth]) }
    return shapes + [("feedForward.down.weight", [feedForwardWidth, width])]
  }

  var lastShapes: Shapes { shapes(of: norm, "finalNorm") + [("head.weight", [width, vocabulary])] }

  private func shapes(of norm: Norm.Kind, _ name: String) -> Shapes {
    switch norm {
    case .rms, .partial: [(name + ".gain", [width])]
    case .layer: [(name + ".gain", [width]), (name + ".bias", [width])]
    case .identity: []
    }
  }

  /// How many numbers are in tensors of these shapes.
  func count(of shapes: Shapes) -> Count { shapes.reduce(0) { $0 + .product(of: $1.1) } }
}
