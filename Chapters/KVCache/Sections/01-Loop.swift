import Mini
import Notebook

extension KVCacheChapter {
  /// K1, K3: one token at a time, and what of each step is used.
  var loop: Section {
    Section("The loop that writes, and the one row it uses", "K1", "K3") { page in
      page.claim("K3")
      page.text(
        """
        A decoder turns a text of T tokens into T rows of logits: row t scores every token that
        might follow token t. To write, we take the last row, choose the highest score (greedy
        decoding), append that token, and start again. Watch how long the text is that goes in.
        """)
      page.roundOfTheLoop()
      let writer = try writer(page)
      page.text(writer.introduction)
      let decoder = writer.model
      let (lengths, text, rounds) = try page.code {
        var text = writer.prompt  // tokens: words, or bytes
        var lengths: [Int] = []
        var rounds: [Tensor] = []
        for _ in 0..<4 {
          let logits = try decoder(text)  // [tokens, vocabulary]
          let last = logits[row: text.count - 1]  // [vocabulary]
          lengths.append(text.count)
          rounds.append(logits)
          text.append(last.indexOfMaximum)
        }
        return (lengths, text, rounds)
      }
      let count = writer.prompt.count
      page.table(
        writer.isTrained
          ? "The prompt, with the token that stands before every text, and four rounds:"
          : "The prompt and four rounds (\\xE5 is the byte with this hexadecimal number):",
        columns: ["round", "tokens in", "rows of logits", "rows used", "the text ends in"],
        rows: lengths.enumerated().map { i, length in
          [
            "\(i + 1)", "\(length)", "\(length)", "1",
            writer.ending(Array(text[..<(count + i + 1)])),
          ]
        })
      page.check(
        "K3", "rounds, of 3, whose text is one token longer than that of the round before",
        zip(lengths, lengths.dropFirst()).filter { $1 == $0 + 1 }.count, equals: 3, decides: true)

      page.claim("K1")
      page.text(
        """
        Of T rows one is used, and the others have been computed before: row t scores the tokens
        after token t, and in a causal model nothing that comes later changes it. So all rows but
        the last must be those of the round before. To the last bit?
        """)
      let old = (0..<rounds.count - 1).reduce(0) { $0 + rounds[$1].count }
      let differing = page.code {
        (1..<rounds.count).map { r in
          let old = rounds[r - 1]  // [tokens, vocabulary]
          return rounds[r][rows: 0..<old.shape[0]].differingElements(from: old)
        }.reduce(0, +)
      }
      page.check(
        "K1", "numbers in the old rows of a round that are those of the round before",
        old - differing,
        equals: old, decides: true)
      page.text(
        """
        A longer run, a prompt of 4 tokens and 200 new ones, counted in a model of two small layers,
        since the size does not matter for counting:
        """)
      let small = try page.decoder(Self.small)
      let computed = try page.code {
        let run = try small.generate(from: [1, 2, 3, 4], newTokens: 200)
        return run.inputLengths.reduce(0, +)  // 4 + 5 + … + 203
      }
      page.table(
        columns: ["rows computed", "rows used", "share used"],
        rows: [[computed.grouped, "200", (200 / Double(computed)).percent(2)]])
      page.check("K1", "rows of 4 + 5 + … + 203 tokens", computed, equals: 20_700)
      page.text(
        """
        `Mini` hands only the last hidden state to the output head when it generates; but the layers
        below still see every token. What of their work is needed?
        """)
    }
  }
}
