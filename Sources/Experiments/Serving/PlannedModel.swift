/// The sizes of a model that decide what it costs whoever serves it.
package struct PlannedModel: Sendable {
  /// What it is called.
  package var name: String
  /// The number of blocks.
  package var layers: Int
  /// The number of query heads.
  package var queryHeads: Int
  /// The number of kv heads.
  package var kvHeads: Int
  /// The length of a head.
  package var headDimension: Int
  /// All its weights.
  package var all: Part
  /// Of these the key and value matrices, which grow with the kv heads.
  package var keyValue = Part()
  /// Of these the tables of which a token reads one row only: an embedding that is not the output matrix
  /// too, learned positions.
  package var lookedUp = Part()
  /// Of these the output matrix, which only the last token of a prompt needs.
  package var output = Part()
  /// How many tokens a text may have, as it was made for; nil if nobody says so.
  package var context: Int64?
  /// How many tokens back a token looks, where that is not the whole text.
  package var window: Int64?

  /// Some of the weights.
  package struct Part: Sendable, Equatable {
    /// How many they are.
    package var weights: Int64 = 0
    /// The bytes that they take.
    package var bytes: Int64 = 0

    /// None.
    package init() {}

    /// So many weights in so many bytes.
    package init(weights: Int64, bytes: Int64) { (self.weights, self.bytes) = (weights, bytes) }

    /// So many weights of so many bits each.
    package init(weights: Int64, bits: Double) {
      (self.weights, bytes) = (weights, Int64((Double(weights) * bits / 8).rounded(.up)))
    }

    /// A multiple of it.
    fileprivate func times(_ factor: Double) -> Part {
      Part(
        weights: Int64(Double(weights) * factor),
        bytes: Int64((Double(bytes) * factor).rounded(.up)))
    }
  }

  /// A model of whose weights nothing is known but all of them.
  package init(
    name: String, layers: Int, queryHeads: Int, kvHeads: Int, headDimension: Int, all: Part
  ) {
    self.name = name
    self.layers = layers
    self.queryHeads = queryHeads
    self.kvHeads = kvHeads
    self.headDimension = headDimension
    self.all = all
  }

  /// The same model with other kv heads: its key and value matrices grow and shrink with them.
  package func with(kvHeads: Int) -> PlannedModel {
    var result = self
    result.kvHeads = kvHeads
    result.keyValue = keyValue.times(Double(kvHeads) / Double(self.kvHeads))
    result.all.weights += result.keyValue.weights - keyValue.weights
    result.all.bytes += result.keyValue.bytes - keyValue.bytes
    return result
  }

  /// What it costs on a machine, with keys and values of so many bits a number.
  package func plan(cacheBits: Int, on machine: ServingMachine) -> ServingPlan {
    // A key and a value in each layer for each kv head.
    let numbers = 2 * Int64(layers) * Int64(kvHeads) * Int64(headDimension)
    return ServingPlan(
      weightBytes: all.bytes, readWeightBytes: all.bytes - lookedUp.bytes,
      cacheBytesPerToken: (numbers * Int64(cacheBits) + 7) / 8,
      // A multiply–add is two operations.
      operationsPerToken: 2 * (all.weights - lookedUp.weights),
      outputOperations: 2 * output.weights,
      // A score and a share of a value for each query head.
      operationsPerPair: 4 * Int64(layers) * Int64(queryHeads) * Int64(headDimension),
      context: context, window: window, machine: machine)
  }
}

/// A machine that serves models.
package struct ServingMachine: Sendable {
  /// Bytes of memory.
  package var memory: Int64
  /// Bytes a second that it reads.
  package var bandwidth: Double
  /// Operations a second.
  package var peak: Double

  /// A machine with so much memory, bytes a second and operations a second.
  package init(memory: Int64, bandwidth: Double, peak: Double) {
    (self.memory, self.bandwidth, self.peak) = (memory, bandwidth, peak)
  }
}
