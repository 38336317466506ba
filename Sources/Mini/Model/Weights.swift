import Base

/// The weights of a layer: numbers that can be learned; the same numbers laid out for products; or, of a
/// linear layer or an embedding, weights that are stored in another form, such as the blocks of a file.
///
/// All keep "one row, one answer". Numbers of a matrix are `[inputs, outputs]` and walked as one chain
/// in the order of the inputs, and so are panels; stored weights are `[outputs, inputs]` and walked as
/// they choose.
public enum Weights: Sendable {
  /// 32-bit numbers.
  case numbers(Tensor)
  /// Numbers of a matrix, laid out for products with the same bits; they never change.
  case panels(WeightPanels)
  /// Numbers in another form; they never change.
  case stored(any StoredWeights)

  /// How many weights there are.
  public var count: Int {
    switch self {
    case .numbers(let tensor): tensor.count
    case .panels(let weights): weights.inputs * weights.outputs
    case .stored(let weights): weights.inputs * weights.outputs
    }
  }

  /// What goes into a linear layer with these weights, and what comes out.
  var extents: (inputs: Int, outputs: Int) {
    switch self {
    case .numbers(let tensor): (tensor.shape.first ?? 1, tensor.shape.last ?? 1)
    case .panels(let weights): (weights.inputs, weights.outputs)
    case .stored(let weights): (weights.inputs, weights.outputs)
    }
  }

  /// The memory that they take.
  public var byteCount: Int {
    switch self {
    case .numbers(let tensor): tensor.count * MemoryLayout<Float>.size
    case .panels(let weights): weights.byteCount
    case .stored(let weights): weights.byteCount
    }
  }

  /// The weights as numbers that can be looked at and changed.
  ///
  /// Weights that are laid out or stored have none: to ask for them is a programmer's error.
  /// ``WeightPanels/matrix`` and ``StoredWeights/dequantized()`` make numbers of them.
  public var numbers: Tensor {
    get {
      guard case .numbers(let tensor) = self else { stop(Self.noNumbers) }
      return tensor
    }
    _modify {
      guard case .numbers(var tensor) = take(&self, leaving: .numbers(.empty)) else {
        stop(Self.noNumbers)
      }
      defer { self = .numbers(tensor) }
      yield &tensor
    }
  }

  private static let noNumbers =
    "weights that are laid out or stored are not numbers that can be looked at or changed: "
    + "make numbers of them first"
}

extension Weights: Equatable {
  /// Whether both are the same numbers, or the same weights in the same form.
  public static func == (a: Weights, b: Weights) -> Bool {
    switch (a, b) {
    case (.numbers(let a), .numbers(let b)): a == b
    case (.panels(let a), .panels(let b)): a == b
    case (.stored(let a), .stored(let b)): a === b || a.isEqual(to: b)
    default: false
    }
  }
}

// MARK: Parameters

extension Weights: Parameterized {
  /// These weights.
  public mutating func forEachWeights(_ name: String, _ body: (String, inout Weights) -> Void) {
    body(name, &self)
  }
}
