import Base
import KVCacheExperiments
import Mini
import Notebook
import Workbench

extension KVCacheChapter {
  /// K4: keys and values of old tokens do not change, under three conditions.
  var sameKeys: Section {
    Section("The keys and values of “Time” and “flies”", "K4", "E10") { page in
      page.result(
        """
        In a causal model no bit of an old key or value changes; without the mask all do, from layer 2 on.
        """)
      page.claim("K4")
      page.correction("E10")
      page.text(
        """
        Both rounds with a causal mask and, with the same weights, without one, as in an encoder:
        """)
      page.expect(
        "In which layers do the keys of “Time” change in a bidirectional model when “fast” follows?",
        answer: """
          In all but the first, where a key comes from the token's own embedding; further up it comes from a
          mixture.
          """)
      page.mixedInto(["Time", "flies", "fast"])
      let causal = try page.decoder(configuration)
      var looksAhead = configuration
      looksAhead.mask = .none
      let encoder = try page.decoder(looksAhead)
      let (decoderChanges, encoderChanges) = try page.code {
        let (time, flies, fast) = (0, 1, 2)
        func changes(_ model: Transformer) throws -> [KeyValueChange] {
          let before = try model.projections([time, flies])
          let after = try model.projections([time, flies, fast])
          return zip(before, after).map { before, after in
            KeyValueChange(from: before, to: after, tokens: 2)
          }
        }
        return (try changes(causal), try changes(encoder))
      }
      page.table(
        "Largest change of a key and of a value of “Time” and “flies” when “fast” follows:",
        columns: ["layer", "causal: keys", "values", "bidirectional: keys", "values"],
        rows: (0..<layers).map { layer in
          let (c, e) = (decoderChanges[layer], encoderChanges[layer])
          return [
            "\(layer + 1)", c.keys.significant(2), c.values.significant(2), e.keys.significant(2),
            e.values.significant(2),
          ]
        })
      page.check(
        "K4", "causal: keys and values of “Time” and “flies” stay the same in all layers",
        exceptions: decoderChanges.map(\.differing).reduce(0, +),
        of: decoderChanges.map(\.count).reduce(0, +), "numbers", decides: true)
      page.check(
        "K4", "bidirectional: layer 1 stays the same", exceptions: encoderChanges[0].differing,
        of: encoderChanges[0].count, "numbers")
      page.check(
        "K4", "bidirectional: keys and values of every layer from the second on change",
        encoderChanges.dropFirst().map { min($0.keys, $0.values) }.min()!, isAtLeast: 1e-3,
        measuring: "smallest change")

      try page.deeper("Dropout, or another position, changes them") { page in
        page.text(
          """
          The same with the prompt of \(counted(promptTokens.count, "byte")) and the byte that the
          model writes next; then with a condition broken: with dropout, which sets a random half of
          the embedding to zero each time, and with all tokens moved by one position, as padding on
          the left does, with rotary and with learned positions.
          """)
        let tokens = promptTokens
        let before = try causal.projections(tokens)
        let next = try causal(tokens)[row: tokens.count - 1].indexOfMaximum
        func change(
          _ after: [AttentionLayer.Projections], from before: [AttentionLayer.Projections]
        )
          -> [KeyValueChange]
        {
          zip(before, after).map { KeyValueChange(from: $0, to: $1, tokens: tokens.count) }
        }
        var learned = configuration
        learned.positions = .learned
        let withTable = try page.decoder(learned)
        var random = page.generator(3)
        let same = change(try causal.projections(tokens + [next]), from: before)
        let dropped = change(
          try causal.droppingOut(0.5, &random).projections(tokens + [next]),
          from: try causal.droppingOut(0.5, &random).projections(tokens))
        let moved = change(try causal.projections(tokens, position: 1), from: before)
        let movedRows = change(
          try withTable.projections(tokens, position: 1), from: try withTable.projections(tokens))
        page.table(
          "Largest change of the prompt's keys and values over all layers:",
          columns: ["what happens", "keys", "values"],
          rows: [
            ("one token more", same), ("dropout", dropped), ("moved by one, rotary", moved),
            ("moved by one, learned", movedRows),
          ].map { name, changes in
            [
              name, changes.map(\.keys).max()!.significant(2),
              changes.map(\.values).max()!.significant(2),
            ]
          })
        page.check(
          "K4", "one token more changes nothing", exceptions: same.map(\.differing).reduce(0, +),
          of: same.map(\.count).reduce(0, +), "numbers")
        page.goesWrong(
          "K4", "dropout stays on", exceptions: dropped.map(\.differing).reduce(0, +),
          of: dropped.map(\.count).reduce(0, +), "numbers")
        page.goesWrong(
          "K4", "rotary positions move by one", exceptions: moved.map(\.differing).reduce(0, +),
          of: moved.map(\.count).reduce(0, +), "numbers")
        page.check(
          "K4", "rotary positions move by one: the values change by rounding only",
          moved.map(\.values).max()!, isAtMost: 1e-3, measuring: "largest change")
        page.goesWrong(
          "K4", "learned positions move by one",
          exceptions: movedRows.map(\.differing).reduce(0, +),
          of: movedRows.map(\.count).reduce(0, +), "numbers")
        page.text(
          """
          In the third row a move turns all keys, but the values stay up to rounding, since attention
          sees distances only. Keys are stored turned, so they are of no use at another position.
          """)
      }
    }
  }
}
