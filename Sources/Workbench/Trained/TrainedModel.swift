import Experiments
import Foundation
import LanguageModel
import Mini
import Notebook

// The model that `swift run chapter-training --save Chapters/Kept/small-language.gguf` writes: trained on
// the small language with the default settings and the default seed.

extension SmallLanguage {
  /// Where the trained model lies, from the package's folder on.
  package static let trainedModelPath = "Chapters/Kept/small-language.gguf"

  /// Where the trained model with 2 kv heads lies: the same plan and seed, written by
  /// `swift run chapter-training --section 7 --kv-heads 2` with `--save`.
  package static let sharedModelPath = "Chapters/Kept/small-language-shared.gguf"

  /// The trained model whose 8 query heads share 2 kv heads, and where it lies.
  ///
  /// - Throws: As ``trainedModel()``.
  package static func sharedModel() throws -> (model: Transformer, path: String) {
    guard let file = PackageFolder.url()?.appendingPathComponent(sharedModelPath) else {
      throw InputError("The trained model lies in the repository, which is not here.")
    }
    return (try model(at: file.path), file.path)
  }

  /// The trained model, of the shape ``Mini/TransformerConfiguration/smallLanguage``.
  ///
  /// - Throws: A sentence if the sources, and the model with them, are not where they were built, or the
  ///   file is another model's.
  package static func trainedModel() throws -> Transformer {
    guard let file = trainedModelFile else {
      throw InputError("The trained model lies in the repository, which is not here.")
    }
    return try model(at: file.path)
  }

  /// Whether the package lies where it was built, and the trained model in it.
  package static var hasTrainedModel: Bool {
    trainedModelFile.map { FileManager.default.fileExists(atPath: $0.path) } ?? false
  }

  private static var trainedModelFile: URL? {
    PackageFolder.url()?.appendingPathComponent(trainedModelPath)
  }

  /// The model of a file that ``save(_:to:)`` wrote.
  package static func model(at path: String) throws -> Transformer {
    let file = try GGUFFile(path: path)
    guard try Vocabulary(file).tokens == Vocabulary.smallLanguage.tokens else {
      throw InputError("The model in '\(path)' does not speak the small language.")
    }
    return try Transformer(file, widened: true)
  }

  /// Writes a model that speaks the small language as a GGUF file of 32-bit numbers.
  package static func save(_ model: Transformer, to path: String) throws {
    try model.write(to: path, vocabulary: .smallLanguage, name: "small language")
  }

  /// The tokens of a reader's text, with the beginning before them.
  ///
  /// - Throws: ``InputError`` that names the words which the language does not have.
  package static func prompt(_ text: String, option: String = "prompt") throws -> [Int] {
    do {
      return [beginning] + (try read(text))
    } catch {
      throw InputError("--\(option): \(error).")
    }
  }
}

extension Transformer {
  /// All learned numbers, in the order in which they are listed.
  package var allNumbers: [Float] {
    var (copy, numbers) = (self, [Float]())
    copy.forEachParameter { _, tensor in numbers += tensor.scalars }
    return numbers
  }
}

extension Vocabulary {
  /// The words of the small language, each with the space before it.
  package static let smallLanguage = words(
    Word.allCases.map { word in
      switch word {
      case .beginning, .stop, .question: word.text
      default: "Ġ" + word.text  // GPT-2's letter for a space
      }
    }, beginning: SmallLanguage.beginning)
}
