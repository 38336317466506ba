/// A layer, or a whole model, whose learned numbers can be listed.
///
/// One list serves all who need it: counting, loading and saving, gradients, optimisers. A name is the
/// path that leads to the tensor in Swift: `blocks.2.feedForward.gate.weight`.
public protocol Parameterized {
  /// Calls `body` with the name and the numbers of each learned tensor, always in the same order.
  ///
  /// - Parameters:
  ///   - name: what all names begin with: empty, or a path that ends with a dot.
  ///   - body: may change the numbers, but not their shape.
  mutating func forEachParameter(_ name: String, _ body: (String, inout Tensor) -> Void)
}

extension Parameterized {
  /// Calls `body` with the name and the numbers of each learned tensor, always in the same order.
  public mutating func forEachParameter(_ body: (String, inout Tensor) -> Void) {
    forEachParameter("", body)
  }

  /// The number of learned numbers.
  public var parameterCount: Int {
    var (copy, count) = (self, 0)
    copy.forEachParameter { _, tensor in count += tensor.count }
    return count
  }
}

extension Tensor? {
  /// Calls `body` with the tensor, if there is one.
  mutating func forEachParameter(_ name: String, _ body: (String, inout Tensor) -> Void) {
    guard var tensor = self else { return }
    self = nil  // so that there is one holder, and nothing is copied
    body(name, &tensor)
    self = tensor
  }
}
