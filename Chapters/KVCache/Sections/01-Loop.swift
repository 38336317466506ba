import KVCacheExperiments
import Mini
import Notebook

extension KVCacheChapter {
  /// K1, K3: one token at a time, and what of each step is used.
  var loop: Section {
    Section("The loop that writes, and the one row it uses", "K1", "K3") { page in
      page.result(
        "Each round computes a row for every token, uses the last one and repeats the others.")
      page.claim("K3")
      page.text(
        """
        A decoder turns T tokens into T rows of logits: row t scores every token that might follow token t. To
        write, we append the token with the highest score of the last row (greedy decoding), and start again.
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
        "K3", "the text of a round is one token longer than that of the round before",
        exceptions: zip(lengths, lengths.dropFirst()).count { $1 != $0 + 1 },
        of: lengths.count - 1, "rounds", decides: true)

      page.claim("K1")
      page.text(
        """
        In a causal model nothing that comes later changes a row.
        """)
      let old = (0..<rounds.count - 1).reduce(0) { $0 + rounds[$1].count }
      let differing = (1..<rounds.count).reduce(0) { sum, r in
        let old = rounds[r - 1]  // [tokens, vocabulary]
        return sum + rounds[r][rows: 0..<old.shape[0]].differingElements(from: old)
      }
      page.check(
        "K1", "the old rows of a round are those of the round before, bit for bit",
        exceptions: differing, of: old, "logits", decides: true)
      let small = try page.decoder(Self.small)
      let run = try small.generate(from: [1, 2, 3, 4], newTokens: 200)
      let computed = run.inputLengths.reduce(0, +)  // 4 + 5 + … + 203
      page.check(
        "K1", "200 tokens after 4: rows computed, 4 + 5 + … + 203", computed, equals: 20_700)
    }
  }
}
