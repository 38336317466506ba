import KVCacheExperiments
import Mini
import Notebook
import Workbench

extension KVCacheChapter {
  /// Known mistakes, made on purpose: each has to break a check that the right code keeps.
  var mistakes: Section {
    Section("What goes wrong", "K6") { page in
      page.result(
        "Mistakes with a cache crash nothing; reading the same text without one finds all of them.")
      page.text(
        """
        Each is run the right way, too. The remedies: let the cache say where a token stands, make one mask for
        prompt, chunk and token, and reset when a text begins.
        """)
      let decoder = try page.decoder(configuration)
      var random = page.generator(11)
      let text = (0..<24).map { _ in Int.random(in: 0..<256, using: &random) }
      let logits = try decoder(text)  // [24, 256]

      page.text(
        """
        *Every new token at position 0.* In what goes in it stands at 0; in the text, at the number of tokens in
        the cache. Sixteen tokens go in at once and eight one by one:
        """)
      let positions = try page.code {
        func decoded(at position: (Int) -> Int) throws -> Int {
          var cache = try decoder.makeCache(capacity: text.count)
          var rows = [try decoder(Array(text[..<16]), cache: &cache)]
          for t in 16..<24 {
            let place = position(cache.offset)
            rows.append(
              try decoder([text[t]], cache: &cache, position: place))
          }
          return Tensor.concatenate(rows).differingElements(from: logits)
        }
        return (right: try decoded { $0 }, wrong: try decoded { _ in 0 })
      }
      page.check(
        "K6", "each token stands at the length of the cache", exceptions: positions.right,
        of: logits.count, "logits")
      page.goesWrong(
        "K6", "each new token at position 0", exceptions: positions.wrong, of: logits.count,
        "logits", folds: false)

      page.deeper("A mask without offset lets a chunk see the wrong keys") { page in
        page.text(
          """
          A chunk of m tokens after n cached ones needs a mask of m rows and
          n + m columns: token i of the chunk sees n + i + 1 keys. Written for the chunk alone, the
          mask lets it see i + 1, the *first* ones of the text. With one token at a time and no mask
          nothing shows; with a prompt in chunks it does. [The first published code of
          Llama](https://github.com/meta-llama/llama/blob/llama_v1/llama/model.py) had a mask of m × m
          here, which does not even fit in shape when n is not 0. One layer of attention, 16 cached
          tokens and a chunk of 8:
          """)
        page.masks(cached: 3, chunk: 3)
        let layer = decoder.blocks[0].attention
        let x = Tensor.normal(24, modelWidth, using: &random)
        let p = layer.project(x)
        let whole = attention(queries: p.queries, keys: p.keys, values: p.values, mask: .causal)
        let masks = page.code {
          func differing(offset: Int) -> Int {
            (0..<8).map { i in  // the tokens of the chunk
              let own = 16 + i..<17 + i  // token i
              let seen = 0..<offset + i + 1  // the keys it sees
              let output = attention(
                queries: p.queries.sliced(tokens: own),
                keys: p.keys.sliced(tokens: seen),
                values: p.values.sliced(tokens: seen),
                mask: .none)  // [queryHeads, 1, headDimension]
              return output.differingElements(
                from: whole.sliced(tokens: own))
            }.reduce(0, +)
          }
          return (right: differing(offset: 16), wrong: differing(offset: 0))
        }
        let outputs = 8 * modelWidth
        page.check(
          "K6", "a mask with offset changes no output", exceptions: masks.right, of: outputs,
          "outputs")
        page.goesWrong(
          "K6", "mask without offset", exceptions: masks.wrong, of: outputs, "outputs")
      }
      try page.deeper("A cache that is not reset takes a second prompt for more of the first") {
        page in
        page.text(
          """
          A second prompt goes in, and the model takes it for the
          continuation of the first:
          """)
        func secondPrompt(afterReset: Bool) throws -> Int {
          var cache = try decoder.makeCache(capacity: 24)
          _ = try decoder(Array(text[..<16]), cache: &cache)
          if afterReset { cache.reset() }
          let second = Array(text[16...])
          return try decoder(second, cache: &cache).differingElements(from: try decoder(second))
        }
        page.check(
          "K6", "after a reset a second prompt has the logits it has alone",
          exceptions: try secondPrompt(afterReset: true),
          of: 8 * configuration.vocabulary, "logits")
        page.goesWrong(
          "K6", "second prompt without a reset", exceptions: try secondPrompt(afterReset: false),
          of: 8 * configuration.vocabulary, "logits")
      }
      try page.deeper("A full cache has to refuse; to overwrite is a window") { page in
        page.text(
          """
          It has to say so, before it has changed anything, in any layer. We fill a
          cache of 16 places with 14 tokens and offer it 4 more:
          """)
        let (message, before, after) = try page.code {
          var cache = try decoder.makeCache(capacity: 16)
          _ = try decoder(Array(text[..<14]), cache: &cache)
          let before = cache  // a copy: caches are values
          var message = ""
          do {
            _ = try decoder(Array(text[14..<18]), cache: &cache)
          } catch {
            message = "\(error)"
          }
          return (message, before, cache)
        }
        page.text("It refuses: “\(message).”")
        page.check(
          "K6", "the refusal changes neither numbers nor lengths of the cache",
          exceptions: zip(before.layers, after.layers).reduce(0) { sum, pair in
            sum + pair.0.keys.differingElements(from: pair.1.keys)
              + pair.0.values.differingElements(from: pair.1.values)
              + abs(pair.0.offset - pair.1.offset)
          }, of: after.layers.reduce(0) { $0 + 2 * $1.keys.count }, "numbers")
        var goesOn = after
        page.check(
          "K6", "the two tokens that do fit are still welcome",
          exceptions: try decoder(Array(text[14..<16]), cache: &goesOn).differingElements(
            from: logits[rows: 14..<16]),
          of: 2 * configuration.vocabulary, "logits")
        page.text(
          """
          To overwrite the oldest token without a word is a window, meant or not, and from there on
          the model writes another text:
          """)
        var overwriting = try decoder.makeCache { kvHeads, headDimension throws(ModelError) in
          try WindowedKVCache(kvHeads: kvHeads, headDimension: headDimension, window: 16)
        }
        page.goesWrong(
          "K6", "a full cache overwrites its oldest tokens",
          exceptions: try decoder(text, cache: &overwriting).differingElements(from: logits),
          of: logits.count, "logits")
      }
    }
  }
}
