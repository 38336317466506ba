import Foundation
import Mini
import Testing

@testable import LanguageModel

extension ModelDescription {
  /// A small model of each family; rows of 256 fit every kind of block.
  static func small(_ architecture: Architecture) -> ModelDescription {
    var description = ModelDescription(
      architecture: architecture, layers: 2, width: 256, feedForwardWidth: 256, queryHeads: 4,
      kvHeads: 2, headDimension: 64, vocabulary: 257, contextLength: 128)
    description.hasAttentionBias = architecture == .qwen2
    description.tiesHead = architecture == .llama
    description.rotary.base = 500_000
    description.eps = Double(Float(1e-6))
    return description
  }
}

/// A writer with the model of `description` in it: random weights, matrices as `kind`, vectors plain;
/// the vocabulary are bytes.
func randomModel(
  _ description: ModelDescription, _ kind: BlockKind = .f32, seed: UInt64 = 1
) throws -> GGUFWriter {
  var generator = SeededGenerator(seed: seed)
  var writer = GGUFWriter()
  writer.metadata = description.metadata + Vocabulary.bytes.metadata
  for shape in description.tensorShapes {
    let count = shape.dimensions.reduce(1, *)
    let isMatrix = shape.dimensions.count == 2
    let spread = isMatrix ? 1.7 / Double(shape.dimensions[0]).squareRoot() : 0.2
    let middle: Float = shape.name.hasSuffix(".bias") || isMatrix ? 0 : 1
    let numbers = (0..<count).map { _ in middle + Float((generator.uniform() * 2 - 1) * spread) }
    try writer.append(shape.name, shape.dimensions, numbers, as: isMatrix ? kind : .f32)
  }
  return writer
}
