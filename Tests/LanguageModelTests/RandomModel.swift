import Foundation
import Mini
import Testing

@testable import LanguageModel

extension ModelDescription {
  /// A small model of each family; rows of 256 fit every kind of block.
  static func small(_ architecture: Architecture) -> ModelDescription {
    var c = TransformerConfiguration()
    (c.layers, c.width, c.feedForwardWidth, c.queryHeads, c.kvHeads) = (2, 256, 256, 4, 2)
    (c.vocabulary, c.contextLength, c.eps) = (257, 128, 1e-6)
    c.tiesHead = architecture == .llama
    var rotary = RotaryDescription()
    rotary.base = 500_000
    return ModelDescription(architecture, c, rotary)
  }

  /// The keys of a file that says this of the rotation, be there other words for it.
  func metadata(_ rotary: RotaryDescription) -> [(key: String, value: GGUFValue)] {
    let prefix = architecture.rawValue
    let others = metadata.filter {
      !$0.key.hasPrefix(prefix + ".rope.freq") && !$0.key.hasPrefix(prefix + ".rope.scaling")
    }
    return others + rotary.metadata(prefix)
  }
}

/// A writer with the model of `description` in it: random weights, matrices as `kind`, vectors plain;
/// the vocabulary are bytes.
func randomModel(
  _ description: ModelDescription, _ kind: BlockKind = .f32, rotary: RotaryDescription? = nil,
  seed: UInt64 = 1
) throws -> GGUFWriter {
  let rotary = rotary ?? description.rotary
  var generator = SeededGenerator(seed: seed)
  var writer = GGUFWriter()
  writer.metadata = description.metadata(rotary) + Vocabulary.bytes.metadata
  for shape in description.tensorShapes(listsDivisors: rotary.divisors != nil) {
    let count = shape.dimensions.reduce(1, *)
    let isMatrix = shape.dimensions.count == 2
    let spread = isMatrix ? 1.7 / Double(shape.dimensions[0]).squareRoot() : 0.2
    let middle: Float = shape.name.hasSuffix(".bias") || isMatrix ? 0 : 1
    let numbers = (0..<count).map { _ in middle + Float((generator.uniform() * 2 - 1) * spread) }
    try writer.append(shape.name, shape.dimensions, numbers, as: isMatrix ? kind : .f32)
  }
  return writer
}
