import Base
import LanguageModel
import Mini
import Notebook

/// A file and what is read from it, each part when it is first asked for.
final class ModelFile {
  let file: GGUFFile
  private var readTokenizer: Tokenizer?
  private var readTransformer: Transformer?

  init(path: String) throws { file = try GGUFFile(path: path) }

  func tokenizer() throws -> Tokenizer {
    if let readTokenizer { return readTokenizer }
    let tokenizer = try Tokenizer(file)
    readTokenizer = tokenizer
    return tokenizer
  }

  func transformer() throws -> Transformer {
    if let readTransformer { return readTransformer }
    let transformer = try Transformer(file)
    readTransformer = transformer
    return transformer
  }
}

// MARK: Texts

/// A text about which a model is asked, as somebody gives it.
struct Question {
  var text: String?
  var messages: [ChatMessage] = []
  /// Whether marks in what was typed are read as marks.
  var special: Bool
  /// Whether a conversation ends where the assistant is to speak.
  var asks = true

  init(text: String, special: Bool) { (self.text, self.special) = (text, special) }

  init(messages: [ChatMessage], special: Bool) {
    (self.messages, self.special) = (messages, special)
  }
}

extension ModelFile {
  /// The messages as the template of the file writes them out.
  func rendered(_ messages: [ChatMessage], asks: Bool = true) throws -> ChatText {
    try ChatTemplate(tokenizer().vocabulary).rendered(messages, asks: asks)
  }

  /// The tokens of a text, and the bytes of it that no token stands for.
  func tokens(of question: Question) throws -> (ids: [Int], missing: [UInt8]) {
    let tokenizer = try tokenizer()
    if let text = question.text {
      return (
        tokenizer.encode(text, special: question.special), tokenizer.missingBytes(in: text)
      )
    }
    let chat = try rendered(question.messages, asks: question.asks)
    return (
      tokenizer.encode(chat.text, letters: question.special ? [] : chat.typed),
      tokenizer.missingBytes(in: chat.text)
    )
  }
}

// MARK: What is asked of a model

extension ModelFile {
  /// The tokens that most likely follow a text, and the loss of each of its tokens after the first.
  func logits(
    after ids: [Int], count: Int
  ) throws -> (top: [(token: Int, logit: Float)], losses: [Double], shareOf: (Float) -> Double) {
    let model = try transformer()
    try requireRoom(for: ids, in: model)
    var cache = try model.makeCache(capacity: ids.count)
    var losses: [Double] = []
    var last = Tensor(zeros: [1, model.configuration.vocabulary])
    try model.read(ids, cache: &cache) { places, logits in
      guard logits.isFinite else { throw ModelFile.notFinite }
      losses += logits.losses(of: ids, at: places)
      if places.upperBound == ids.count {
        last = logits[rows: places.count - 1..<places.count]
      }
    }
    let top = last.likeliest(count, row: 0)
    let loss = crossEntropy(last, targets: [last.indexOfMaximum])[0]
    return (top, losses, { .exp(Double($0 - top[0].logit - loss)) })
  }

  /// What the model writes after `ids`.
  ///
  /// - Parameters:
  ///   - newTokens: how many at most; 256, or as many as the context has room for, if nil
  ///   - onToken: called with each token, and by how much its logit exceeds the next best
  /// - Returns: why it has come to its end
  func generation(
    after ids: [Int], newTokens: Int?, sampler: Sampler,
    onToken: (_ token: Int, _ margin: Float) throws -> Void
  ) throws -> Ending {
    let model = try transformer()
    let ends = (try? tokenizer().vocabulary.ends) ?? []
    let context = model.configuration.contextLength
    try requireRoom(for: ids, newTokens: newTokens, in: model)
    // The last new token is never read.
    let room = context - ids.count + 1
    let most = newTokens ?? min(256, room)
    var cache = try model.makeCache(capacity: ids.count + max(0, most - 1))
    var (margin, failure): (Float, (any Error)?) = (0, nil)
    let new = try model.generate(
      from: ids, newTokens: most, cache: &cache, chunk: 256, endTokens: Set(ends),
      sampler: sampler,
      onToken: { token in
        do { try onToken(token, margin) } catch { failure = error }
        return failure == nil
      },
      onLogits: { logits in
        let best = logits.likeliest(2, row: 0)
        margin = best.count == 2 ? best[0].logit - best[1].logit : .infinity
        if !logits.isFinite { failure = ModelFile.notFinite }
        return failure == nil
      })
    if let failure { throw failure }
    if let last = new.tokens.last, ends.contains(last) { return .token(last) }
    return newTokens == nil && most == room ? .context : .limit
  }

  /// Why a text has come to its end.
  enum Ending {
    /// The model has written this token, which ends a text.
    case token(Int)
    /// There are as many new tokens as were asked for.
    case limit
    /// The context is full.
    case context

    /// The word for it in an answer.
    var word: String {
      switch self {
      case .token: "token"
      case .limit: "limit"
      case .context: "context"
      }
    }
  }

  /// Refuses a text before anything is computed, and before a cache is made for it: it is empty, has a
  /// token that is none, or does not fit into the context, alone or with what is to follow.
  private func requireRoom(
    for ids: [Int], newTokens: Int? = nil, in model: Transformer
  ) throws {
    try model.validate(ids)
    let context = model.configuration.contextLength
    guard ids.count <= context else {
      throw LanguageModelError(
        "a text of \(ids.count) tokens is longer than the context of \(context) that the model was made "
          + "for: shorten it")
    }
    guard let newTokens else { return }
    guard newTokens >= 0 else {
      throw LanguageModelError("the number of new tokens must be at least 0, not \(newTokens)")
    }
    // The last new token is never read.
    let most = context - ids.count + 1
    guard newTokens <= most else {
      throw LanguageModelError(
        "after a text of \(counted(ids.count, "token")) the context of \(context) that the model was "
          + "made for has room for \(counted(most, "new token")), not for \(newTokens): ask for fewer"
      )
    }
  }

  private static let notFinite = LanguageModelError(
    "the model computes logits that are infinite or NaN after this text, so it has no answer")
}
