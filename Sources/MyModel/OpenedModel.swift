import ExerciseCases
import Experiments
import LanguageModel
import Mini
import Notebook
import Workbench

/// A trained model in two forms: `Mini`'s, and its numbers as plain arrays for the functions of a
/// reader.
final class OpenedModel {
  let mini: Transformer
  /// What it is called where it is spoken of.
  let name: String
  /// Whether it is one that somebody has published, and not the package's.
  let isPublished: Bool
  /// The base of the rotation.
  let base: Double
  private let file: GGUFFile
  private let tokenizer: Tokenizer?
  private(set) var layers: [Layer] = []
  private(set) var finalNorm: [Double] = []
  private(set) var head: Matrix

  /// The numbers of one block.
  struct Layer {
    var attentionNorm, feedForwardNorm: [Double]
    var query, key, value, output, gate, up, down: Matrix
  }

  /// The model that the package ships.
  init() throws {
    let (model, path) = try SmallLanguage.sharedModel()
    (name, isPublished, tokenizer) = ("the small language", false, nil)
    file = try GGUFFile(path: path)
    mini = model
    (base, head) = try Self.parts(mini, file, path)
    readLayers()
  }

  /// A published one.
  init(path: String) throws {
    file = try GGUFFile(path: path)
    mini = try Transformer(file)
    (name, isPublished) = (path.split(separator: "/").last.map(String.init) ?? path, true)
    tokenizer = try Tokenizer(file)
    (base, head) = try Self.parts(mini, file, path)
    readLayers()
  }

  /// What the path covers: a rotation of neighbours, no biases, no norms of heads.
  private static func parts(
    _ mini: Transformer, _ file: GGUFFile, _ path: String
  ) throws -> (base: Double, head: Matrix) {
    let c = mini.configuration
    func refuse(_ what: String) -> LanguageModelError {
      LanguageModelError(
        "'\(path)' has \(what), which the path does not cover; it covers models of the family llama "
          + "whose rotation is not scaled")
    }
    if c.attentionBias { throw refuse("biases") }
    if c.headNorms { throw refuse("norms of queries and keys") }
    guard case .rotary(let base, let layout, let scaling, let rotated) = c.positions,
      layout == .interleaved
    else { throw refuse("positions of another kind") }
    guard scaling == .none, rotated ?? c.headDimension == c.headDimension else {
      throw refuse("a scaled rotation")
    }
    return (base, Matrix(mini.head, file, c.tiesHead ? "token_embd.weight" : "output.weight"))
  }

  private func readLayers() {
    func norm(_ name: String) -> [Double] {
      file.numbers(of: file.tensor(name + ".weight")!).scalars.map { Double($0) }
    }
    layers = mini.blocks.enumerated().map { l, block in
      let (a, f, name) = (block.attention, block.feedForward, "blk.\(l).")
      func matrix(_ linear: Linear, _ tensor: String) -> Matrix {
        Matrix(linear, file, name + tensor + ".weight")
      }
      return Layer(
        attentionNorm: norm(name + "attn_norm"), feedForwardNorm: norm(name + "ffn_norm"),
        query: matrix(a.query, "attn_q"), key: matrix(a.key, "attn_k"),
        value: matrix(a.value, "attn_v"), output: matrix(a.output, "attn_output"),
        gate: matrix(f.gate, "ffn_gate"), up: matrix(f.up, "ffn_up"),
        down: matrix(f.down, "ffn_down"))
    }
    finalNorm = norm("output_norm")
  }

  // MARK: Texts

  /// The tokens of a text.
  func encode(_ text: String) throws -> [Int] {
    guard let tokenizer else { return try SmallLanguage.prompt(text) }
    return tokenizer.encode(text)
  }

  /// What tokens say, one after the other.
  func pieces(of tokens: [Int]) -> [String] {
    guard let tokenizer else {
      return tokens.indices.map { i in
        let before = SmallLanguage.write(Array(tokens[..<i]))
        return String(SmallLanguage.write(Array(tokens[...i])).dropFirst(before.count))
      }
    }
    var decoder = StreamingDecoder(tokenizer)
    return tokens.map { decoder.append($0) }
  }

  /// The tokens that end a text.
  var ends: [Int] { tokenizer?.vocabulary.ends ?? [] }

  /// A token as a label.
  func word(_ token: Int) -> String {
    guard let tokenizer else { return SmallLanguage.word(token) }
    return String(decoding: tokenizer.bytes(of: token), as: UTF8.self)
  }
}

/// A matrix as `Mini` has it, and as rows for a reader's product, made when they are first asked for.
final class Matrix {
  private let linear: Linear
  private let file: GGUFFile
  private let tensor: String

  init(_ linear: Linear, _ file: GGUFFile, _ tensor: String) {
    (self.linear, self.file, self.tensor) = (linear, file, tensor)
  }

  /// How many numbers come out.
  var outputs: Int { linear.outputs }

  /// The weights of each output.
  private(set) lazy var rows: [[Double]] = {
    let numbers = file.numbers(of: file.tensor(tensor)!)
    let (count, inputs) = (numbers.shape[0], numbers.shape[1])
    return numbers.scalars.withUnsafeBufferPointer { numbers in
      (0..<count).map { row in
        [Double](unsafeUninitializedCapacity: inputs) { out, written in
          for i in 0..<inputs { out[i] = Double(numbers[row * inputs + i]) }
          written = inputs
        }
      }
    }
  }()

  /// The product as `Mini` makes it.
  func mini(_ x: [Double]) -> [Double] { linear(Tensor([x.map { Float($0) }])).doubles[0] }
}

extension Tensor {
  /// Rows as plain arrays.
  var doubles: [[Double]] {
    let width = shape[shape.count - 1]
    let all = scalars.map { Double($0) }
    return stride(from: 0, to: all.count, by: width).map { Array(all[$0..<$0 + width]) }
  }

  /// Plain arrays as rows.
  init(doubles rows: [[Double]]) { self.init(rows.map { $0.map { Float($0) } }) }
}
