import Base

/// The weights of a layer: numbers that can be learned, or, of a linear layer or an embedding, weights
/// that are stored in another form, such as the blocks of a file.
///
/// Both keep "one row, one answer". Numbers of a matrix are `[inputs, outputs]` and walked as one chain
/// in the order of the inputs; stored weights are `[outputs, inputs]` and walked as they choose.
public enum Weights: Sendable {
  /// 32-bit numbers.
  case numbers(Tensor)
  /// Numbers in another form; they never change.
  case stored(any StoredWeights)

  /// How many weights there are.
  public var count: Int {
    switch self {
    case .numbers(let tensor): tensor.count
    case .stored(let weights): weights.inputs * weights.outputs
    }
  }

  /// What goes into a linear layer with these weights, and what comes out.
  var extents: (inputs: Int, outputs: Int) {
    switch self {
    case .numbers(let tensor): (tensor.shape.first ?? 1, tensor.shape.last ?? 1)
    case .stored(let weights): (weights.inputs, weights.outputs)
    }
  }

  /// The memory that they take.
  public var byteCount: Int {
    switch self {
    case .numbers(let tensor): tensor.count * MemoryLayout<Float>.size
    case .stored(let weights): weights.byteCount
    }
  }

  /// The weights as numbers that can be looked at and changed.
  ///
  /// Stored weights have none: to ask for them is a programmer's error.
  /// ``StoredWeights/dequantized()`` makes numbers of them.
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
    "stored weights are not numbers that can be looked at or changed: dequantize them first"
}

extension Weights: Equatable {
  /// Whether both are the same numbers, or the same weights in the same form.
  public static func == (a: Weights, b: Weights) -> Bool {
    switch (a, b) {
    case (.numbers(let a), .numbers(let b)): a == b
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
