import Base
import Experiments
import Mini
import Pictures

/// What the trained model expects after a text that a reader writes, beside what the language allows.
func liveNextWord(_ reader: TextReader) -> LivePicture {
  LivePicture(
    "next-word",
    invitation: """
      Write a text, or let the model draw its words. Ask who has a thing after it has been taken twice, or what \
      colour it is: the language leaves one answer. Then raise the temperature.
      """,
    knobs: [
      typedText,
      .steps("temperature", from: 0, by: 0.1, count: 31, digits: 1, shown: 10),
      .whole("seed of the draws", 1...20, shown: 1),
    ]
  ) { setting in
    let typed = TypedText(setting.text)
    let read = reader.read(typed.tokens)
    let last = read.tokens.count - 1
    let given = read.probabilities(after: last, temperature: setting[1])
    let language = read.allowed == read.tokens.count ? read.choices[last] : nil
    let allowed = Word.allCases.map { language?.probability(of: $0) ?? 0 }
    let likely = Array(
      given.indices.sorted {
        (max(given[$0], allowed[$0]), $1) > (max(given[$1], allowed[$1]), $0)
      }.prefix(8))
    func bars(_ name: String, _ values: [Double]) -> Plot.Series {
      .bars(name, likely.map { (SmallLanguage.word($0), values[$0]) })
    }
    let figure = Plot(
      "The next word: what the model gives it, and what the language does. Look at words that are certain.",
      x: .linear(""), y: .linear("probability", 0...1),
      [bars("model", given)] + (language == nil ? [] : [bars("language", allowed)]))
    return LivePicture.View(
      .plot(figure), numbers: [typed.remark].compactMap { $0 } + [words(of: read, language)],
      checks: checks(of: read), offers: offers(reader.model, typed, read, setting, likely, given))
  }
}

/// What the language leaves open, in numbers.
private func words(of read: ReadText, _ language: Choices?) -> String {
  let count = read.tokens.count - 1
  guard let language else {
    let stranger = SmallLanguage.word(read.tokens[read.allowed])
    return
      "word \(read.allowed) of \(count), “\(stranger)”, cannot stand where it stands: nobody knows the best "
      + "possible loss after it"
  }
  let given = read.probabilities(after: count)
  let loss = language.probabilities.reduce(0) {
    $0 - $1.probability * .log(max(given[$1.word.rawValue], 1e-30))
  }
  let choice =
    language.words.count == 1
    ? "only “\(language.words[0].text)”" : "\(language.words.count) words"
  return "after these \(count) words the language allows \(choice): the best possible loss is "
    + "\(language.entropy.fixed(3)) nats, the model's \(loss.fixed(3))"
}

private func checks(of read: ReadText) -> [LivePicture.Check] {
  let certain = read.certain
  let found = certain.filter { $0.probability >= 0.9 }.count
  var checks = [
    LivePicture.Check(
      "the language allows every word", "\(read.allowed - 1) of \(read.tokens.count - 1)",
      holds: read.allowed == read.tokens.count)
  ]
  if let least = certain.min(by: { $0.probability < $1.probability }) {
    checks.append(
      .init(
        "where only one word can stand, the model gives it at least 90\u{00A0}%",
        "\(found) of \(certain.count) places; least \(least.probability.percent()), “\(SmallLanguage.word(least.word))”",
        holds: found == certain.count))
  }
  return checks
}

/// Draws, a word less, other texts; and the words that may come next, or that a begun one may become.
private func offers(
  _ model: Transformer, _ typed: TypedText, _ read: ReadText, _ setting: LivePicture.Setting,
  _ likely: [Int], _ given: [Double]
) -> [LivePicture.Offer] {
  let seed = UInt64(setting[2]) &* 1009 &+ UInt64(read.tokens.count)
  let drawn = (try? Sampler(temperature: setting[1], seed: seed)).map {
    read.goingOn(model, ReadText.ahead, $0)
  }
  let isFull = read.tokens.count > TypedText.most
  func drawing(_ label: String, _ count: Int) -> LivePicture.Offer {
    .write(label, 0, isFull ? setting.text : typed.adding(Array((drawn ?? []).prefix(count))))
  }
  let next = typed.endings.isEmpty ? likely.filter { given[$0] >= 0.005 } : typed.endings
  return [
    drawing("Draw a word", 1), drawing("Draw ten words", ReadText.ahead),
    .write("Take a word away", 0, TypedText.withoutLast(setting.text)),
    .write("Empty page", 0, ""),
    .write(
      "Who has it?", 0,
      "Ann has the red ball. Ben takes the ball. Mia takes the ball. Who has the ball?"),
    .write(
      "What colour?", 0, "Eva has the blue keys. Leo has the grey book. What colour are the keys?"),
  ]
    + next.map { word in
      .write(
        typed.endings.isEmpty
          ? "\(SmallLanguage.word(word)) \(given[word].percent(0))" : SmallLanguage.word(word), 0,
        typed.adding([word]))
    }
}
