import Base

/// What a model wrote, and the numbers it chose by.
public struct Generation: Equatable, Sendable {
  /// The new tokens, without the prompt.
  public var tokens: [Int] = []

  /// The logits that each new token was chosen from, one row of `[vocabulary]` for each; empty unless
  /// they were asked for.
  public var logits: [Tensor] = []

  /// How many tokens went into the model in each round: without a cache 4, 5, 6, …, with one
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
  /// Generation without a cache: the whole text goes through the model for every new token.
  ///
  /// Of the hidden states of a round only the last one meets the head, since no other row of logits
  /// is used.
  ///
  /// - Parameters:
  ///   - prompt: at least one token
  ///   - newTokens: how many to append at most
  ///   - endTokens: after one of them the text ends; it is among the new tokens
  ///   - sampler: how a token is chosen
  ///   - keepsLogits: whether the logits are part of what is returned
  ///   - onToken: called with each new token as soon as it is chosen; false ends the text
  ///   - onLogits: called with the logits, `[1, vocabulary]`, that a token is to be chosen from; false
  ///     ends the text before it
  public func generate(
    from prompt: [Int], newTokens: Int, endTokens: Set<Int> = [], sampler: Sampler = .greedy,
    keepsLogits: Bool = false, onToken: (Int) -> Bool = { _ in true },
    onLogits: (Tensor) -> Bool = { _ in true }
  ) throws(ModelError) -> Generation {
    try validate(prompt: prompt, newTokens: newTokens)
    var (text, writer) = (prompt, Writer(newTokens, endTokens, sampler, keepsLogits))
    while writer.goesOn {
      writer.result.inputLengths.append(text.count)
      let hidden = try hiddenStates(text)
      guard let token = writer.choose(from: hidden, self, onLogits, onToken) else { break }
      text.append(token)
    }
    return writer.result
  }

  /// Generation with a cache: the prompt goes through the model once, and then each new token.
  ///
  /// The same tokens and logits, bit for bit, as without a cache. The prompt continues what the cache
  /// holds, so reset it for another text. The last token that is chosen does not go in. Where it
  /// throws, the cache is left as it was.
  ///
  /// - Parameters:
  ///   - prompt: at least one token
  ///   - newTokens: how many to append at most
  ///   - cache: with room for the prompt and all new tokens but the last
  ///   - chunk: how many tokens of the prompt go in together; all if nil
  ///   - endTokens: after one of them the text ends; it is among the new tokens
  ///   - sampler: how a token is chosen
  ///   - keepsLogits: whether the logits are part of what is returned
  ///   - onToken: called with each new token as soon as it is chosen; false ends the text
  ///   - onLogits: called with the logits, `[1, vocabulary]`, that a token is to be chosen from; false
  ///     ends the text before it
  public func generate(
    from prompt: [Int], newTokens: Int, cache: inout TransformerCache, chunk: Int? = nil,
    endTokens: Set<Int> = [], sampler: Sampler = .greedy, keepsLogits: Bool = false,
    onToken: (Int) -> Bool = { _ in true }, onLogits: (Tensor) -> Bool = { _ in true }
  ) throws(ModelError) -> Generation {
    try validate(prompt: prompt, newTokens: newTokens, cached: cache.offset)
    try ModelError.require(chunk ?? 1, atLeastOne: "a chunk of the prompt")
    try validateCausal()
    let others = max(0, newTokens - 1)
    do {
      try cache.reserve((Count(prompt.count) + Count(others)).value)
    } catch {
      throw ModelError(
        "the cache has to take \(counted(prompt.count, "token")) of the prompt and \(others) new, all "
          + "but the last, but \(error)")
    }
    var (activations, writer) = (
      Activations(), Writer(newTokens, endTokens, sampler, keepsLogits)
    )
    var hidden = Tensor.empty
    for first in stride(from: 0, to: prompt.count, by: chunk ?? prompt.count) {
      let piece = Array(prompt[first..<min(prompt.count, first + (chunk ?? prompt.count))])
      writer.result.inputLengths.append(piece.count)
      hidden = try hiddenStates(piece, cache: &cache, &activations)
    }
    while writer.goesOn {
      let token = writer.choose(from: hidden, self, onLogits, onToken)
      guard let token, writer.goesOn else { break }
      writer.result.inputLengths.append(1)
      hidden = try hiddenStates([token], cache: &cache, &activations)
    }
    return writer.result
  }

  private func validate(prompt: [Int], newTokens: Int, cached: Int = 0) throws(ModelError) {
    try validate(prompt)
    try ModelError.require(newTokens, atLeast: 0, "the number of new tokens")
    // The last new token is never read, so it needs no place in the context.
    try validate(length: Count(cached) + Count(prompt.count) + Count(max(0, newTokens - 1)))
  }
}

/// What both loops do once the last hidden state is there.
private struct Writer {
  var result = Generation()
  private(set) var goesOn: Bool
  private let (newTokens, endTokens): (Int, Set<Int>)
  private var sampler: Sampler
  private let keepsLogits: Bool
  private var logits = Tensor.empty

  init(_ newTokens: Int, _ endTokens: Set<Int>, _ sampler: Sampler, _ keepsLogits: Bool) {
    (self.newTokens, self.endTokens, self.sampler) = (newTokens, endTokens, sampler)
    (self.keepsLogits, goesOn) = (keepsLogits, newTokens > 0)
  }

  /// Chooses the token after the last of the hidden states `[tokens, width]`; nil if none is wanted.
  mutating func choose(
    from hidden: Tensor, _ model: Transformer, _ onLogits: (Tensor) -> Bool,
    _ onToken: (Int) -> Bool
  ) -> Int? {
    let last = hidden.shape[0] - 1
    let row = last == 0 ? hidden : hidden[rows: last..<last + 1]
    logits.fit(1, model.head.outputs)
    model.head(row, into: &logits, as: .head)
    guard onLogits(logits) else { return nil }
    if keepsLogits { result.logits.append(logits.reshaped(logits.width)) }
    let token = sampler(logits)
    result.tokens.append(token)
    goesOn = onToken(token) && result.tokens.count < newTokens && !endTokens.contains(token)
    return token
  }
}
