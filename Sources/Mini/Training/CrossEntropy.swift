import Base

/// The cross-entropy of each row of `logits`, `[rows, vocabulary]`, with the token that came:
/// −log softmax(logits)[target], in nats. `[rows]`
///
/// It is 0 where the model was certain and right, log(vocabulary) where it thought all tokens as likely.
public func crossEntropy(_ logits: Tensor, targets: [Int]) -> Tensor {
  var (logits, losses) = (logits, Tensor(unwritten: [targets.count]))
  crossEntropyBackward(&logits, targets: targets, factor: 1, losses: &losses)
  return losses
}

// MARK: Gradient

/// Writes the cross-entropy of each row to `losses`, and in place of `logits` the gradient of the sum of
/// all losses times `factor`, with p = softmax(logits):
///
///     ∂logits = (p − 1 at the target) · factor
///
/// What the softmax and the logarithm do separately is long; together the model is told how much it
/// expected of each token and how much it should have.
///
/// - Parameters:
///   - logits: `[rows, vocabulary]`
///   - targets: the token that came, for each row
///   - factor: 1 / rows for the gradient of the mean
///   - losses: as many numbers as rows, of any shape
public func crossEntropyBackward(
  _ logits: inout Tensor, targets: [Int], factor: Float, losses: inout Tensor
) {
  require(
    logits.rank == 2 && logits.shape[0] == targets.count && losses.count == targets.count,
    "\(targets.count) targets and \(losses.count) losses do not fit logits \(logits.shape)")
  if let stranger = targets.first(where: { !(0..<logits.width).contains($0) }) {
    stop("token \(stranger) has no logit in \(logits.shape)")
  }
  CrossEntropyRow.apply(to: &logits, targets: targets, factor: factor, losses: &losses)
}
