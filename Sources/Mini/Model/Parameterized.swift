/// A layer, or a whole model, whose numbers can be listed.
///
/// One list serves all who need it: counting, loading and saving, gradients, optimisers. A name is the
/// path that leads to the numbers in Swift: `blocks.2.feedForward.gate.weight`.
public protocol Parameterized {
  /// Calls `body` with the name and the weights of each tensor, whatever their form, always in the same
  /// order.
  ///
  /// - Parameters:
  ///   - name: what all names begin with: empty, or a path that ends with a dot.
  ///   - body: may change the numbers, but not their shape.
  mutating func forEachWeights(_ name: String, _ body: (String, inout Weights) -> Void)
}

extension Parameterized {
  /// Calls `body` with the name and the numbers of each tensor that can learn: all but those that are
  /// laid out or stored.
  public mutating func forEachParameter(
    _ name: String = "", _ body: (String, inout Tensor) -> Void
  ) {
    forEachWeights(name) { name, weights in
      if case .numbers = weights { body(name, &weights.numbers) }
    }
  }

  /// The number of weights, stored ones included.
  public var parameterCount: Int { allWeights.reduce(0) { $0 + $1.weights.count } }

  /// Bytes of the weights: 4 for each number, and those of weights that are laid out or stored.
  public var byteCount: Int { allWeights.reduce(0) { $0 + $1.weights.byteCount } }

  /// All tensors by name, in their order.
  package var allWeights: [(name: String, weights: Weights)] {
    var (copy, all) = (self, [(name: String, weights: Weights)]())
    copy.forEachWeights("") { name, weights in all.append((name, weights)) }
    return all
  }
}

extension Tensor {
  /// Calls `body` with the numbers of this tensor, which is all of a gain, a bias or a table.
  public mutating func forEachWeights(_ name: String, _ body: (String, inout Weights) -> Void) {
    var weights = Weights.numbers(take(&self, leaving: .empty))
    body(name, &weights)
    self = weights.numbers
  }
}

/// What was in `value`, which becomes `rest`: what is taken has one holder, so to change it copies
/// nothing.
func take<Value>(_ value: inout Value, leaving rest: Value) -> Value {
  var taken = rest
  swap(&value, &taken)
  return taken
}
