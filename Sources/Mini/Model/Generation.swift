/// What a decoder wrote, and the numbers it chose by.
public struct Generation: Equatable, Sendable {
  /// The new tokens, without the prompt.
  public var tokens: [Int] = []

  /// The logits that each new token was chosen from: one row of `[vocabulary]` for each.
  public var logits: [Tensor] = []

  /// How many tokens went into the decoder in each round: without a cache 4, 5, 6, …, with one
  /// the prompt's chunks and then 1, 1, 1, …
  public var inputLengths: [Int] = []
}

extension Tensor {
  /// The index of the largest element, the lowest one if several are equal; NaN is never chosen, and
  /// 0 is returned if there is nothing else.
  public var indexOfMaximum: Int {
    var best: Int?
    for (index, value) in scalars.enumerated() where !value.isNaN {
      if best == nil || value > scalars[best!] { best = index }
    }
    return best ?? 0
  }
}

extension Transformer {
  /// Greedy generation without a cache: the whole text goes through the model for every new token.
  ///
  /// Of the hidden states of a round only the last one meets the head, since no other row of logits
  /// is used.
  ///
  /// - Parameters:
  ///   - prompt: at least one token
  ///   - newTokens: how many to append
  ///   - counter: where the multiply–adds are counted
  ///   - onToken: called with each new token as soon as it is chosen
  public func generate(
    from prompt: [Int], newTokens: Int, counter: OperationCounter? = nil,
    onToken: (Int) -> Void = { _ in }
  ) throws(ModelError) -> Generation {
    try validate(prompt: prompt, newTokens: newTokens)
    var (text, result) = (prompt, Generation())
    while result.tokens.count < newTokens {
      result.inputLengths.append(text.count)
      let hidden = try hiddenStates(text, counter: counter)
      text.append(choose(hidden, &result, counter))
      onToken(text.last!)
    }
    return result
  }

  /// Greedy generation with a cache: the prompt goes through the model once, and then each new token.
  ///
  /// The same tokens and logits, bit for bit, as without a cache. The prompt continues what the cache
  /// holds, so reset it for another text. The last token that is chosen does not go in. Where it
  /// throws, the cache is left as it was.
  ///
  /// - Parameters:
  ///   - prompt: at least one token
  ///   - newTokens: how many to append
  ///   - cache: with room for the prompt and all new tokens but the last
  ///   - chunk: how many tokens of the prompt go in together; all if nil
  ///   - counter: where the multiply–adds are counted
  ///   - onToken: called with each new token as soon as it is chosen
  public func generate(
    from prompt: [Int], newTokens: Int, cache: inout TransformerCache, chunk: Int? = nil,
    counter: OperationCounter? = nil, onToken: (Int) -> Void = { _ in }
  ) throws(ModelError) -> Generation {
    try validate(prompt: prompt, newTokens: newTokens, cached: cache.offset)
    try ModelError.require(chunk ?? 1, atLeastOne: "a chunk of the prompt")
    try validateCausal()
    do {
      try cache.reserve(prompt.count + max(0, newTokens - 1))
    } catch {
      throw ModelError(
        "\(prompt.count) tokens of the prompt and \(max(0, newTokens - 1)) of the \(newTokens) new "
          + "ones have to go into the cache, but \(error)")
    }
    var result = Generation()
    var hidden = Tensor(zeros: [0, configuration.width])
    for first in stride(from: 0, to: prompt.count, by: chunk ?? prompt.count) {
      let piece = Array(prompt[first..<min(prompt.count, first + (chunk ?? prompt.count))])
      result.inputLengths.append(piece.count)
      hidden = try hiddenStates(piece, cache: &cache, counter: counter)
    }
    while result.tokens.count < newTokens {
      let token = choose(hidden, &result, counter)
      onToken(token)
      guard result.tokens.count < newTokens else { break }
      result.inputLengths.append(1)
      hidden = try hiddenStates([token], cache: &cache, counter: counter)
    }
    return result
  }

  private func choose(
    _ hidden: Tensor, _ result: inout Generation, _ counter: OperationCounter?
  ) -> Int {
    let last = hidden.shape[0] - 1
    let row = logits(hidden[rows: last..<last + 1], counter: counter)
      .reshaped(configuration.vocabulary)
    result.logits.append(row)
    result.tokens.append(row.indexOfMaximum)
    return result.tokens.last!
  }

  private func validate(prompt: [Int], newTokens: Int, cached: Int = 0) throws(ModelError) {
    try validate(prompt)
    if newTokens < 0 { throw ModelError("\(newTokens) new tokens cannot be written") }
    // The last new token is never read, so it needs no place in the context.
    try validate(length: cached + prompt.count + max(0, newTokens - 1))
  }
}
