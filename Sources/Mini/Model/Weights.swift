import Base

/// The weights of a linear layer or of an embedding: numbers that can be learned, or blocks as a file
/// has them.
///
/// Both keep "one row, one answer". Numbers are `[inputs, outputs]` and walked as one chain in the
/// order of the inputs; blocks are `[outputs, inputs]` and walked in sixteen lanes.
public enum Weights: Equatable, Sendable {
  /// 32-bit numbers.
  case numbers(Tensor)
  /// Rounded numbers, block by block; they never change.
  case blocks(QuantizedMatrix)

  /// How many weights there are.
  public var count: Int { extents.inputs * extents.outputs }

  /// What goes into a linear layer with these weights, and what comes out.
  var extents: (inputs: Int, outputs: Int) {
    switch self {
    case .numbers(let tensor): (tensor.shape[0], tensor.shape[1])
    case .blocks(let matrix): (matrix.inputs, matrix.outputs)
    }
  }

  /// The memory that they take.
  public var byteCount: Int {
    switch self {
    case .numbers(let tensor): tensor.count * MemoryLayout<Float>.size
    case .blocks(let matrix): matrix.byteCount
    }
  }

  /// The weights as numbers that can be looked at and changed.
  ///
  /// Blocks have none: to ask for them is a programmer's error. ``QuantizedMatrix/dequantized()`` makes
  /// numbers of them.
  public var numbers: Tensor {
    get {
      guard case .numbers(let tensor) = self else { stop(Self.noNumbers) }
      return tensor
    }
    _modify {
      guard case .numbers(var tensor) = self else { stop(Self.noNumbers) }
      self = Self.taken  // so that there is one holder, and nothing is copied
      defer { self = .numbers(tensor) }
      yield &tensor
    }
  }

  private static let taken = Weights.numbers(.empty)
  private static let noNumbers =
    "weights in blocks are not numbers that can be looked at or changed: dequantize them first"
}

// MARK: Parameters

extension Weights: Parameterized {
  /// Numbers; blocks never change and are counted only.
  public mutating func forEachParameter(_ name: String, _ body: (String, inout Tensor) -> Void) {
    guard case .numbers(var tensor) = self else { return }
    self = Self.taken
    body(name, &tensor)
    self = .numbers(tensor)
  }
}

extension Weights? {
  /// The weights, if there are any.
  mutating func forEachParameter(_ name: String, _ body: (String, inout Tensor) -> Void) {
    guard var weights = self else { return }
    self = nil
    weights.forEachParameter(name, body)
    self = weights
  }
}
