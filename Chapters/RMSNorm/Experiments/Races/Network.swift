import Experiments
import Mini

/// Blocks of a transformer as they are timed: two LayerNorms, attention, a feed-forward layer.
package final class Network {
  private static let tokens = 128

  private struct Block {
    let inputs: [Tensor]  // queries, keys, values: [width, width]
    let output: Tensor  // [width, width]
    let hidden: Tensor  // [width, 4 width]
    let back: Tensor  // [4 width, width]
  }

  private let blocks: [Block]
  private let buffers: Buffers
  private let layerNorm: LayerNorm
  private let rmsNorm: RMSNorm

  package init(width: Int, blocks: Int, using random: inout SeededGenerator) {
    func matrix(_ inputs: Int, _ outputs: Int) -> Tensor {
      .normal(inputs, outputs, deviation: 1 / Double(inputs).squareRoot(), using: &random)
    }
    self.blocks = (0..<blocks).map { _ in
      Block(
        inputs: (0..<3).map { _ in matrix(width, width) }, output: matrix(width, width),
        hidden: matrix(width, 4 * width), back: matrix(4 * width, width))
    }
    buffers = Buffers(rows: Self.tokens, width: width, using: &random)
    layerNorm = LayerNorm(dimensions: width)
    rmsNorm = RMSNorm(dimensions: width)
  }

  /// The output of the last block for the tokens in the buffers.
  package func run() -> Tensor {
    let heads = max(1, buffers.x.width / 64)
    var x = buffers.x
    for block in blocks {
      layerNorm(x, into: &buffers.y)
      let qkv = block.inputs.map { matmul(buffers.y, $0).splitHeads(heads) }
      let mixed = attention(queries: qkv[0], keys: qkv[1], values: qkv[2], mask: .causal)
      x = x + matmul(mixed.mergeHeads(), block.output)
      layerNorm(x, into: &buffers.y)
      let hidden = matmul(buffers.y, block.hidden)
      // Any function of single numbers will do: a square is as much work as a ReLU.
      x = x + matmul(hidden * hidden, block.back)
    }
    return x
  }

  /// The norms of all blocks: two in each.
  package var norms: Int { 2 * blocks.count }

  package func layerNorms() {
    for _ in 0..<norms { layerNorm(buffers.x, into: &buffers.y) }
  }

  package func rmsNorms() {
    for _ in 0..<norms { rmsNorm(buffers.x, into: &buffers.y) }
  }

  package func layerNormsInSteps() {
    for _ in 0..<norms {
      layerNorm.unfused(buffers.x, into: &buffers.y, scratch: &buffers.scratch)
    }
  }

  package func rmsNormsInSteps() {
    for _ in 0..<norms {
      rmsNorm.unfused(buffers.x, into: &buffers.y, scratch: &buffers.scratch)
    }
  }
}
