import Base

/// How well a model foresees texts that it did not learn from, each read from its beginning.
public struct Evaluation: Sendable {
  /// The loss of every token, `[texts, tokens]`, in nats.
  public let losses: Tensor

  /// The mean over all tokens.
  public var mean: Double { losses.meanOfAll }

  /// The mean over the texts, for each position: how much what stands before a token helps.
  public var byPosition: [Double] {
    var sums = [Double](repeating: 0, count: losses.width)
    for (i, loss) in losses.scalars.enumerated() { sums[i % losses.width] += Double(loss) }
    return sums.map { $0 / Double(losses.shape[0]) }
  }
}

extension Transformer {
  /// The losses of `texts`, which have one length: each token but the last of a text foresees the next.
  ///
  /// Rows have the bits that they have when a text is read alone.
  public func evaluate(_ texts: [[Int]], textsAtOnce: Int = 16) throws(ModelError) -> Evaluation {
    let batch = try Batch(texts)
    try ModelError.require(textsAtOnce, atLeastOne: "the number of texts at once")
    try validate(batch)
    var losses = Tensor(unwritten: [batch.texts, batch.tokens])
    var (activations, logits) = (Activations(), Tensor.empty)
    for first in stride(from: 0, to: batch.texts, by: textsAtOnce) {
      let part = batch.rows(first..<min(first + textsAtOnce, batch.texts))
      let hidden = try forward(
        Array(batch.inputs[part]), texts: part.count / batch.tokens, position: 0, &activations
      ) { layer, p, heads throws(ModelError) in
        blocks[layer].attention.attend(p, mask: mask, into: &heads)
      }
      logits.fit(part.count, head.outputs)
      head(hidden, into: &logits, as: .head)
      let some = crossEntropy(logits, targets: Array(batch.targets[part]))
      losses.scalars[part] = some.scalars[...]
    }
    return Evaluation(losses: losses)
  }
}
