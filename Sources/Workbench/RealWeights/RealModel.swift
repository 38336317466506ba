import LanguageModel
import Mini
import Notebook

/// A published model as the chapters use it.
package struct RealModel {
  /// What the file says about the model.
  package let description: ModelDescription

  /// Texts into tokens and back.
  package let tokenizer: Tokenizer

  private let file: GGUFFile

  init(path: String) throws {
    file = try GGUFFile(path: path)
    description = try ModelDescription(file)
    tokenizer = try Tokenizer(file)
  }

  /// What the model is called: by itself, or by its file.
  package var name: String {
    let file = file.file.path.split(separator: "/").last.map(String.init) ?? ""
    return description.name.map { "\($0) (`\(file)`)" } ?? "`\(file)`"
  }

  /// Says what model it is.
  func introduce(on page: Page) {
    page.text(
      """
      \(name): \(description.layers) layers of \(description.width) features,
      \(description.queryHeads) query heads on \(description.kvHeads) kv heads,
      \(description.parameterCount.grouped) parameters, \(types).
      """)
  }

  /// How most of the weights are stored: "Q4_1 and Q8_0".
  var types: String {
    var counts: [String: Int] = [:]
    for tensor in file.tensors where tensor.dimensions.count == 2 {
      counts[tensor.type.name, default: 0] += tensor.count
    }
    return counts.sorted { ($0.value, $1.key) > ($1.value, $0.key) }.map(\.key)
      .joined(separator: " and ")
  }

  /// The model, its weights as they are stored.
  ///
  /// - Parameters:
  ///   - contextLength: how many tokens a text may have; as many as the model was made for if nil
  ///   - widened: whether all weights become numbers, which takes four bytes for each
  package func transformer(
    contextLength: Int? = nil, widened: Bool = false
  ) throws -> Transformer {
    try Transformer(file, contextLength: contextLength, widened: widened)
  }

  /// All tokens of ``Passages/prose``, also where the model may not read as many.
  package var wholeProse: [Int] { tokenizer.encode(Passages.prose, special: false) }

  /// The first tokens of ``Passages/prose``, as many as asked for and as the model may read.
  package func prose(_ count: Int) -> [Int] { first(count, of: Passages.prose) }

  /// The first tokens of ``Passages/code``.
  package func code(_ count: Int) -> [Int] { first(count, of: Passages.code) }

  private func first(_ count: Int, of text: String) -> [Int] {
    Array(tokenizer.encode(text, special: false).prefix(min(count, description.contextLength)))
  }
}

extension Transformer {
  /// The mean loss of a text, in nats for each token after the first.
  package func meanLoss(_ tokens: [Int]) throws -> Double {
    let losses = try losses(tokens)
    return losses.reduce(0, +) / Double(losses.count)
  }
}
