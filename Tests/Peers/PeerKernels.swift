import Experiments
import Mini
import Notebook
import Workbench

extension Peers {
  /// The kernel of this name, ready to be called as often as one likes.
  ///
  /// What a program prepares once (a layer, a table, memory for the result) is prepared here.
  func makeKernel(_ name: String, _ arguments: [String]) -> () -> Tensor {
    func tensor(_ index: Int) -> Tensor {
      guard let tensor = tensors[arguments[index]] else {
        fatalError("there is no tensor \(arguments[index])")
      }
      return tensor
    }
    switch name {
    case "matmul":
      let (a, b) = (tensor(0), tensor(1))
      return { matmul(a, b) }
    case "matmulTransposed":
      let (a, b) = (tensor(0), tensor(1))
      return { matmul(a, transposed: b) }
    case "rowsTimesPanels":
      let (x, w) = (tensor(0), WeightPanels(tensor(1)))
      return { w(x) }
    case "rowsTimesTransposedPanels":
      let (x, w) = (tensor(0), WeightPanels(transposed: tensor(1)))
      return { w(x) }
    case "layOut":
      let w = tensor(0)
      return { Tensor([Float(WeightPanels(w).byteCount)]) }
    case "softmax", "silu", "gelu":
      let x = tensor(0)
      return name == "softmax" ? { softmax(x) } : name == "silu" ? { silu(x) } : { gelu(x) }
    case "rmsNorm":
      let (x, norm) = (tensor(0), RMSNorm(dimensions: tensor(0).width))
      return { norm(x) }
    case "layerNorm":
      let (x, norm) = (tensor(0), LayerNorm(dimensions: tensor(0).width))
      return { norm(x) }
    case "rmsNormInto":
      let (x, norm) = (tensor(0), RMSNorm(dimensions: tensor(0).width))
      var y = Tensor(zeros: x.shape)
      return {
        norm(x, into: &y)
        return y
      }
    case "layerNormInto":
      let (x, norm) = (tensor(0), LayerNorm(dimensions: tensor(0).width))
      var y = Tensor(zeros: x.shape)
      return {
        norm(x, into: &y)
        return y
      }
    case "rotation":
      let (queries, keys) = (tensor(0), tensor(1))
      let rope = RotaryEmbedding(headDimension: queries.width, layout: .halves)
      let table = rope.table(upTo: queries.shape[1])
      return {
        keep(rope(queries, table: table))
        return rope(keys, table: table)
      }
    case "attention":
      let (queries, keys, values) = (tensor(0), tensor(1), tensor(2))
      return { attention(queries: queries, keys: keys, values: values, mask: .causal) }
    case "token", "laidOutToken":
      return newToken(laidOut: name == "laidOutToken")
    case "training":
      return trainingSteps(arguments.indices.map(tensor))
    case "readBytes":
      let x = Tensor(repeating: 1, shape: [Int(arguments[0])! / MemoryLayout<Float>.stride])
      let passes = arguments.count > 1 ? Int(arguments[1])! : 1
      return { Tensor([Limits.read(x, passes: passes)]) }
    case "modelPrompt", "modelPromptLimit", "modelTokens":
      return publishedModel(name, arguments[0], arguments.dropFirst().map { Int($0)! })
    case "multiplyAdd":
      let count = Int(arguments[0])!
      return { Tensor([Limits.multiplyAdd(count)]) }
    case "read":
      let passes = Int(arguments[0])!
      let tensors = arguments.indices.dropFirst().map(tensor)
      return { Tensor([tensors.reduce(0) { $0 + Limits.read($1, passes: passes) }]) }
    case "copy":
      let tensors = arguments.indices.map(tensor)
      var copies = tensors.map { Tensor(zeros: $0.shape) }
      return {
        for i in copies.indices { Limits.copy(tensors[i], into: &copies[i]) }
        return copies[0]
      }
    default:
      fatalError("unknown kernel: \(name)")
    }
  }

  /// The losses of eight training steps from the same beginning: texts, then the numbers of the model in
  /// their order.
  private func trainingSteps(_ tensors: [Tensor]) -> () -> Tensor {
    var c = TransformerConfiguration()
    (c.layers, c.width, c.queryHeads, c.kvHeads) = (2, 64, 8, 8)
    (c.feedForwardWidth, c.vocabulary, c.contextLength, c.tiesHead) = (160, 64, 64, true)
    let texts = (0..<tensors[0].shape[0]).map { tensors[0][row: $0].scalars.map { Int($0) } }
    do {
      var (model, numbers) = (try Transformer(c, seed: 1), tensors.dropFirst().makeIterator())
      model.forEachParameter { _, tensor in tensor = numbers.next()! }
      let schedule = try LearningRateSchedule(constant: 3e-3)
      var start = try Trainer(model, schedule: schedule, clipping: nil)
      _ = try start.step(on: texts)
      return {
        do {
          start.restart(with: model, optimizer: AdamW())
          return Tensor(try (0..<8).map { _ in Float(try start.step(on: texts).loss) })
        } catch {
          fatalError("\(error)")
        }
      }
    } catch {
      fatalError("\(error)")
    }
  }

  /// The logits of one new token after 64 others, by a decoder of the shape of GPT-2 124M.
  private func newToken(laidOut: Bool) -> () -> Tensor {
    do {
      var decoder = try Transformer(.gpt2Small, seed: 1)
      if laidOut { decoder.layOut() }
      var cache = try decoder.makeCache(capacity: 128)
      _ = try decoder(Array(0..<64), cache: &cache)
      var activations = Transformer.Activations()
      return {
        do {
          try cache.trim(to: 64)
          return decoder.logits(try decoder.hiddenStates([7], cache: &cache, &activations))
        } catch {
          fatalError("\(error)")
        }
      }
    } catch {
      fatalError("\(error)")
    }
  }
}
