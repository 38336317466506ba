import Experiments
import LanguageModel
import Mini
import Workbench

extension Peers {
  /// A prompt, or some tokens after another text, of the model in the file at `path`: the logits at the
  /// end.
  ///
  /// - Parameter counts: for a prompt its tokens; otherwise the tokens that are there and the new ones
  func publishedModel(_ name: String, _ path: String, _ counts: [Int]) -> () -> Tensor {
    do {
      // Weights that are numbers are laid out; blocks are multiplied as they are stored.
      let (file, areNumbers) = (try GGUFFile(path: path), path.hasSuffix("F32.gguf"))
      var model = try Transformer(file, widened: areNumbers)
      if areNumbers { model.layOut() }
      // Any tokens; comparison/llama.py has the same.
      let tokens = (0..<counts.reduce(0, +)).map { 1000 + $0 * 7919 % 40_000 }
      if name == "modelPromptLimit" {
        let matrices = model.parameterCount - model.head.weights.count
        return { Tensor([Limits.multiplyAdd(counts[0] * matrices)]) }
      }
      var cache = try model.makeCache(capacity: tokens.count)
      var activations = Transformer.Activations()
      let isPrompt = name == "modelPrompt"
      let start = isPrompt ? 0 : counts[0]
      if !isPrompt { _ = try model.hiddenStates(Array(tokens[..<start]), cache: &cache) }
      return {
        do {
          try cache.trim(to: start)
          if isPrompt {
            let hidden = try model.hiddenStates(tokens, cache: &cache, &activations)
            return model.logits(hidden[rows: tokens.count - 1..<tokens.count])
          }
          var logits = Tensor(zeros: [1])
          for token in tokens[start...] {
            logits = model.logits(try model.hiddenStates([token], cache: &cache, &activations))
          }
          return logits
        } catch {
          fatalError("\(error)")
        }
      }
    } catch {
      fatalError("\(error)")
    }
  }
}
