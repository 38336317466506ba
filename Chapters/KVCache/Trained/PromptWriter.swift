import Experiments
import Mini
import Notebook
import Workbench

/// Who continues the reader's prompt where a text is shown: the trained model of the repository in words,
/// or a model with random weights in bytes.
struct PromptWriter {
  let model: Transformer
  /// The tokens of the prompt.
  let prompt: [Int]
  /// Whether the model has learned the words that it writes.
  let isTrained: Bool
  /// Who it is and why, for the page.
  let introduction: String

  /// Tokens as the reader sees them, in lines that are safe to print anywhere.
  func lines(_ tokens: [Int]) -> [String] {
    isTrained ? [SmallLanguage.write(tokens)] : visible(tokens)
  }

  /// The last tokens of a text, in one line.
  func ending(_ tokens: [Int]) -> String {
    isTrained
      ? tokens.suffix(6).filter { $0 != SmallLanguage.beginning }.map(SmallLanguage.word)
        .joined(separator: " ")
      : visible(Array(tokens.suffix(6)))[0]
  }

  /// How many of so many new tokens fit after the prompt; the last one is not read.
  func fitting(_ newTokens: Int) -> Int {
    max(1, min(newTokens, model.configuration.contextLength - prompt.count + 1))
  }
}

extension KVCacheChapter {
  /// The trained model if it has the words of the prompt and the reader has left the shape of the model
  /// alone; otherwise the model that the knobs describe. The page has to say which.
  func writer(_ page: Page) throws -> PromptWriter {
    func random(_ why: String) throws -> PromptWriter {
      PromptWriter(
        model: try page.decoder(configuration), prompt: promptTokens, isTrained: false,
        introduction: """
          \(why) So the model that writes has the shape of your knobs and random weights, its tokens are \
          bytes, and what it writes is gibberish.
          """)
    }
    let defaults = KVCacheChapter()
    if configuration != defaults.configuration {
      return try random(
        "You have changed the shape of the model, and the trained one of this repository has one shape only."
      )
    }
    guard SmallLanguage.hasTrainedModel else {
      return try random("The trained model lies in the repository, which is not here.")
    }
    let prompt: [Int]
    do {
      prompt = [SmallLanguage.beginning] + (try SmallLanguage.read(self.prompt.text))
    } catch {
      return try random("The trained model cannot read your prompt: \(error).")
    }
    let model = try SmallLanguage.trainedModel()
    guard prompt.count <= model.configuration.contextLength / 2 else {
      return try random(
        """
        Your prompt has \(prompt.count - 1) words, and the trained model reads \
        \(model.configuration.contextLength / 2 - 1) of a prompt at most.
        """)
    }
    return PromptWriter(
      model: model, prompt: prompt, isTrained: true,
      introduction: """
        The model that writes is the trained one of this repository (section 13): two blocks of width 64, \
        and a vocabulary of \(SmallLanguage.vocabulary) words.
        """)
  }
}
