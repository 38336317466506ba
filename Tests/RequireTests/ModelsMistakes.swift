import LanguageModel

@testable import Mini

extension Mistake {
  static let models = [
    Mistake("a weight has the shape [inputs, outputs], not [3]") {
      _ = Linear(weight: Tensor([1, 2, 3]))
    },
    Mistake("a bias [3] does not fit a weight [3, 2]") {
      _ = Linear(weight: Tensor(zeros: [3, 2]), bias: Tensor([1, 2, 3]))
    },
    Mistake("there is no shape [-1, 2]") {
      var random = SeededGenerator(seed: 1)
      _ = Linear(inputs: -1, outputs: 2, using: &random)
    },
    Mistake("weights that are laid out or stored are not numbers that can be looked at") {
      _ = Weights.stored(try QuantizedMatrix(rounding: Tensor(zeros: [2, 32]), to: .q8_0)).numbers
    },
    Mistake("weights that are laid out or stored are not numbers that can be looked at") {
      var layer = Linear(weight: Tensor(zeros: [2, 32]))
      layer.layOut()
      layer.weight[0, 0] = 1
    },
    Mistake("a weight has the shape [inputs, outputs], not [3]") {
      _ = WeightPanels(Tensor([1, 2, 3]))
    },
    Mistake("a weight has the shape [outputs, inputs], not [3]") {
      _ = WeightPanels(transposed: Tensor([1, 2, 3]))
    },
    Mistake("the product of [1, 2] and weights [3, 4] does not go into [1, 4]") {
      _ = WeightPanels(Tensor(zeros: [3, 4]))(Tensor(zeros: [1, 2]))
    },
    Mistake("2 columns of weights [3, 4] do not fill [1, 3]") {
      var x = Tensor(zeros: [1, 3])
      WeightPanels(Tensor(zeros: [3, 4])).gather([0, 1], into: &x)
    },
    Mistake("[3, 4] does not hold 2 texts of one length") {
      var random = SeededGenerator(seed: 1)
      let layer = try AttentionLayer(
        width: 4, queryHeads: 1, kvHeads: 1, headDimension: 4, using: &random)
      var (y, activations) = (Tensor.empty, AttentionLayer.Activations())
      layer.forward(Tensor(zeros: [3, 4]), position: 0, texts: 2, into: &y, &activations) {
        layer.attend($0, mask: .causal, into: &$1)
      }
    },
    Mistake("there is no token to choose from in logits [0]") {
      var sampler = Sampler.greedy
      _ = sampler(Tensor(zeros: [0]))
    },
    Mistake("a model has at least one layer") { _ = TransformerCache(layers: []) },
    Mistake("the caches are at different tokens: [0, 1]") {
      let empty = try KVCache(kvHeads: 1, headDimension: 1, capacity: 1)
      var full = empty
      try full.update(keys: Tensor(zeros: [1, 1, 1]), values: Tensor(zeros: [1, 1, 1]))
      _ = TransformerCache(layers: [empty, full])
    },
    Mistake("a model of 4 layers needs as many caches, not 1") {
      let layer = try KVCache(kvHeads: 1, headDimension: 1, capacity: 1)
      var cache = TransformerCache(layers: [layer])
      _ = try Transformer(TransformerConfiguration(), seed: 1)([1], cache: &cache)
    },
    Mistake("a width of 256 cannot be cut into 0 heads") {
      var configuration = TransformerConfiguration()
      configuration.queryHeads = 0
      _ = configuration.headDimension
    },
  ]
}
