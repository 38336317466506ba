extension PublishedModel {
  /// The model that somebody means who types a name: `Llama-3-8B`, `llama 3.1 70b`,
  /// `meta-llama/Meta-Llama-3-8B-Instruct`.
  package init?(typed: String) {
    let typed = Self.words(typed)
    let meant = Self.alsoCalled.first(where: { Self.words($0.typed) == typed })?.name
    guard
      let model = Self.all.first(where: { $0.name == meant || Self.words($0.name) == typed })
    else { return nil }
    self = model
  }

  /// The models whose names begin like what was typed, all if none does.
  package static func like(_ typed: String) -> [PublishedModel] {
    let first = words(typed).first
    let like = all.filter { words($0.name).first == first }
    return like.isEmpty ? all : like
  }

  private static let alsoCalled: [(typed: String, name: String)] = [
    ("gpt2", "GPT-2 124M"), ("gpt2 small", "GPT-2 124M"),
    ("mistral 7b v0.1", "Mistral 7B"), ("phi 3 mini", "Phi-3 mini 4k"),
    ("phi3mini4k", "Phi-3 mini 4k"),
  ]

  /// What publishers put around a name.
  private static let around: Set<String> = [
    "meta", "instruct", "chat", "hf", "base", "it", "mistralai", "google", "tiiuae", "microsoft",
    "facebook", "huggingfacetb", "openai", "community",
  ]

  /// The words of a name in small letters: a digit behind a letter begins a new one, so that `llama3` is
  /// `llama 3`.
  private static func words(_ name: String) -> [String] {
    var words = [""]
    for letter in name.lowercased() {
      if !letter.isLetter && !letter.isNumber && letter != "." {
        words.append("")
      } else {
        if letter.isNumber, words.last!.last?.isLetter == true { words.append("") }
        words[words.count - 1].append(letter)
      }
    }
    // Who publishes a family is called like it: `meta-llama/Llama-3-8B`.
    return words.filter { !$0.isEmpty && !around.contains($0) }.reduce(into: []) { result, word in
      if result.last != word { result.append(word) }
    }
  }
}
