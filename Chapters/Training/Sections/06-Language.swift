import Base
import Experiments
import Mini
import Notebook

extension TrainingChapter {
  /// T6: the language, its floor and the readers of tables.
  var language: Section {
    Section("A language whose best loss is known", "T6") { page in
      page.result(
        "A grammar that is known gives the best possible loss, and pairs of words do not come near it."
      )
      page.claim("T6")
      page.text(
        """
        Is a loss of 0.8 nats a word good? For a text in English nobody knows, since nobody knows what the next
        word could have been. So our models learn a language made for them: 64 words, and a grammar that draws
        each of them with known probabilities.
        """)
      let seed = page.options.seed
      // The first text that soon has somebody take something, and an animal.
      let texts = SmallLanguage.texts(0..<200, words: 64, from: .heldOut, seed: seed)
      let text =
        texts.first {
          $0.prefix(40).contains(Word.takes.rawValue)
            && $0.prefix(40).contains(Word.called.rawValue)
        } ?? texts[0]
      page.text("“\(SmallLanguage.write(text)) …”")
      page.text(
        """
        Who has what, and of which colour, is drawn. But who has the ball now, what the dog is called, whether
        it *is* or *are*: that was said before.
        """)
      let heldOut = KnownTexts([text])
      let count = 56
      page.uncertainty(
        Array(text.prefix(count + 1)), Array(heldOut.entropies[0].prefix(count)),
        Array(heldOut.dependencies[0].prefix(count)))
      page.expect(
        "Can a reader who knows the grammar and forgets nothing reach a loss of 0?",
        answer: """
          No: what is drawn nobody can know beforehand. Only where the text has decided already is such a
          reader certain.
          """)
      page.text(
        """
        The loss of a perfect reader is the *entropy* of the language, H = −Σ p ln p over the words that
        may come, averaged over many texts. It is the *floor*: what a model loses above it, it has not learned.
        Beside it stand readers who know how often each word comes (unigram), or follows each other (bigram).
        """)
      let known = KnownTexts(300, words: 64, seed: seed)
      let tables = WordTables(KnownTexts(2000, words: 64, from: .training, seed: seed))
      let (floor, unigram, bigram) = (
        known.floor, known.loss(ofTable: tables.unigram), known.loss(ofTable: tables.bigram)
      )
      page.table(
        "Loss in nats a word, on 300 texts of 64 words:",
        columns: ["reader", "loss", "as if among so many equal words"],
        rows: [
          ("knows nothing", Double.log(64)), ("unigram", unigram), ("bigram", bigram),
          ("perfect: the floor", floor),
        ].map { [$0.0, $0.1.fixed(4), Double.exp($0.1).fixed(2)] })
      page.check(
        "T6", "the bigram reader loses at least 1.4 times the floor", bigram / floor,
        isAtLeast: 1.4, measuring: "factor", decides: true)
      page.check(
        "T6", "the unigram reader loses at least 1.4 times as much as the bigram reader",
        unigram / bigram, isAtLeast: 1.4, measuring: "factor")
      if let corpus = trained.corpus {
        let tables = corpus.tableLosses
        page.text(
          """
          The runs below learn your own text instead, byte by byte. Nobody knows its floor, but the
          tables do their work: in the last tenth a unigram reader of bytes loses
          \(tables.unigram.fixed(4)) nats a byte, a bigram reader \(tables.bigram.fixed(4)).
          """)
      }
    }
  }
}
