import Mini
import Notebook
import Workbench

/// A copy and both norms, fused and one pass per step, on the same tensor.
struct BareNorms {
  static let (copy, rms, layer, rmsSteps, layerSteps) = (0, 1, 2, 3, 4)

  let label: String
  private let buffers: Buffers
  private let rmsNorm: RMSNorm
  private let layerNorm: LayerNorm

  init(_ label: String, _ buffers: Buffers) {
    (self.label, self.buffers) = (label, buffers)
    rmsNorm = RMSNorm(dimensions: buffers.x.width)
    layerNorm = LayerNorm(dimensions: buffers.x.width)
  }

  /// Between the fused form and the steps, for both norms.
  func largestDifference() -> Float {
    let b = buffers
    rmsNorm.unfused(b.x, into: &b.y, scratch: &b.scratch)
    rmsNorm(b.x, into: &b.scratch)
    let rms = b.y.largestDifference(from: b.scratch)
    layerNorm.unfused(b.x, into: &b.y, scratch: &b.scratch)
    layerNorm(b.x, into: &b.scratch)
    return max(rms, b.y.largestDifference(from: b.scratch))
  }

  var contestants: [Contestant] {
    let (b, rmsNorm, layerNorm) = (buffers, rmsNorm, layerNorm)
    let count = Double(b.x.count)
    return [
      Contestant("copy", bytes: 8 * count, moving: .copying) { Limits.copy(b.x, into: &b.y) },
      Contestant("RMSNorm", bytes: 8 * count, moving: .copying) { rmsNorm(b.x, into: &b.y) },
      Contestant("LayerNorm", bytes: 8 * count, moving: .copying) {
        layerNorm(b.x, into: &b.y)
      },
      Contestant("RMSNorm in steps", bytes: 28 * count, moving: .copying, passes: 4) {
        rmsNorm.unfused(b.x, into: &b.y, scratch: &b.scratch)
      },
      Contestant("LayerNorm in steps", bytes: 48 * count, moving: .copying, passes: 6) {
        layerNorm.unfused(b.x, into: &b.y, scratch: &b.scratch)
      },
    ]
  }
}

/// Blocks of a transformer as they are timed: two LayerNorms, attention, a feed-forward layer.
struct Network {
  static let (whole, layer, rms, layerSteps, rmsSteps) = (0, 1, 2, 3, 4)
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

  init(width: Int, blocks: Int, using random: inout SeededGenerator) {
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
  func run() -> Tensor {
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

  var contestants: [Contestant] {
    let (b, norms) = (buffers, 2 * blocks.count)
    let (layerNorm, rmsNorm) = (layerNorm, rmsNorm)
    return [
      Contestant(blocks.count == 1 ? "whole block" : "all blocks") { keep(run()) },
      Contestant("\(norms) LayerNorms") {
        for _ in 0..<norms { layerNorm(b.x, into: &b.y) }
      },
      Contestant("\(norms) RMSNorms") {
        for _ in 0..<norms { rmsNorm(b.x, into: &b.y) }
      },
      Contestant("\(norms) LayerNorms in steps") {
        for _ in 0..<norms { layerNorm.unfused(b.x, into: &b.y, scratch: &b.scratch) }
      },
      Contestant("\(norms) RMSNorms in steps") {
        for _ in 0..<norms { rmsNorm.unfused(b.x, into: &b.y, scratch: &b.scratch) }
      },
    ]
  }
}
