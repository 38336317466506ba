import Base
import Experiments
import Mini
import Notebook

extension TrainingChapter {
  /// T6: the language, its floor and the readers of tables.
  var language: Section {
    Section("A language whose best loss is known", "T6") { page in
      page.claim("T6")
      page.text(
        """
        A loss alone says little. Is 0.8 nats a word good? For a text in English nobody knows, since
        nobody knows what the next word could have been. So the models of these notes learn a language
        that was made for them: 64 words, twelve kinds of sentences, and a grammar that draws each word
        with known probabilities.
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
        Much of it is drawn: who has what, of which colour. But who has the ball now, what the dog is
        called, whether it *is* or *are*: that was said before, and a reader who remembers it is never
        surprised. Somebody may have taken the ball in between. Nothing but the text itself decides,
        so a perfect reader is possible.
        """)
      let heldOut = KnownTexts([text])
      let count = 56
      page.uncertainty(
        Array(text.prefix(count + 1)), Array(heldOut.entropies[0].prefix(count)),
        Array(heldOut.dependencies[0].prefix(count)))
      page.expect(
        "Can a reader who knows the grammar and forgets nothing reach a loss of 0?",
        answer: """
          No. Who has what, and of which colour, is drawn, and nobody can know it beforehand. Only where the
          text has decided already is such a reader certain.
          """)
      page.text(
        """
        The loss of a perfect reader is the *entropy* of the language, H = −Σ p ln p over the words that
        may come, averaged over all places of many texts. It is the floor: no model can get below it, and
        what it loses above it is what it has not learned. Beside it stand two readers of tables. One
        knows how often each word comes (unigram), the other how often each follows each (bigram). All of
        them read texts that no table and no model was made from, from their beginning.
        """)
      let (floor, unigram, bigram) = page.code {
        let seed = page.options.seed
        let heldOut = KnownTexts(300, words: 64, seed: seed)
        let tables = WordTables(
          KnownTexts(2000, words: 64, from: .training, seed: seed))
        return (
          heldOut.floor, heldOut.loss(ofTable: tables.unigram),
          heldOut.loss(ofTable: tables.bigram)
        )
      }
      page.table(
        "Loss in nats a word, on 300 texts of 64 words:",
        columns: ["reader", "loss", "as if among so many equal words"],
        rows: [
          ("knows nothing", Double.log(64)), ("unigram", unigram), ("bigram", bigram),
          ("perfect: the floor", floor),
        ].map { [$0.0, $0.1.fixed(4), Double.exp($0.1).fixed(2)] })
      page.check(
        "T6", "loss of the bigram reader over the floor", bigram / floor, isAtLeast: 1.4,
        decides: true)
      page.check(
        "T6", "loss of the unigram reader over that of the bigram reader",
        unigram / bigram, isAtLeast: 1.4)
      page.text(
        """
        Between the bigram reader and the floor lies what needs memory and an idea of a sentence. Whether
        a model has that can be seen in one number now.
        """)
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
