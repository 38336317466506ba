import Base
import Mini
import Notebook
import Workbench

extension KVCacheChapter {
  /// K6: the cache of a beginning that two texts share, and which kind of cache is for what.
  var sharedBeginning: Section {
    Section("A beginning that two texts share", "K6") { page in
      page.result(
        "Two texts can use one cache as far as they begin alike: the second reads only what is its own."
      )
      page.text(
        """
        Many requests begin alike: the same instructions, the same document, then another question. A key
        depends on its token, those before it and its position, so a common beginning needs computing once. A
        cache in `Mini` is a value, and a copy of it goes its own way:
        """)
      let decoder = try page.decoder(configuration)
      var random = page.generator(12)
      func text(_ count: Int) -> [Int] {
        (0..<count).map { _ in Int.random(in: 0..<256, using: &random) }
      }
      let (beginning, first, second) = (text(48), text(8), text(12))
      let counter = OperationCounter()
      let logits = try page.code {
        var cache = try decoder.makeCache(capacity: 64)
        return try counter.counting {
          _ = try decoder(beginning, cache: &cache)  // once
          var other = cache  // a copy
          return [
            try decoder(first, cache: &cache),
            try decoder(second, cache: &other),
          ]
        }
      }
      let alone = try [first, second].map { own in
        try decoder(beginning + own)[rows: beginning.count..<beginning.count + own.count]
      }
      let read = counter.tokens(.keys) / decoder.blocks.count
      let apart = 2 * beginning.count + first.count + second.count
      page.text(
        """
        A beginning of \(beginning.count) tokens, and \(first.count) and \(second.count) more: \(read) tokens
        went through the model in place of \(apart).
        """)
      page.check(
        "K6", "both texts have the logits that they have alone, bit for bit",
        exceptions: zip(logits, alone).reduce(0) { $0 + $1.0.differingElements(from: $1.1) },
        of: logits.reduce(0) { $0 + $1.count }, "logits", folds: false)
      page.check(
        "K6", "tokens saved are those of the beginning", apart - read, equals: beginning.count)
      try page.deeper("It must be a beginning, token for token") { page in
        page.text(
          """
          It must be a *beginning*, token for token: where one token differs, everything behind it is another
          text. A document in the middle cannot be cached once and used anywhere.
          """)
        var moved = try decoder.makeCache(capacity: 64)
        _ = try decoder(beginning, cache: &moved)
        let changed = [(beginning[0] + 1) % 256] + beginning.dropFirst()
        page.goesWrong(
          "K6", "the cache of a beginning whose first token is another",
          exceptions: try decoder(first, cache: &moved).differingElements(
            from: try decoder(changed + first)[rows: changed.count..<changed.count + first.count]),
          of: first.count * configuration.vocabulary, "logits", folds: false)
        page.text(
          """
          Servers keep such a beginning in pages that the tables of many texts name (section 10). A page is copied
          only when one of them writes to it (Kwon et al., 2023, sec. 4.4).
          """)
      }
      page.text("*Which cache when?*")
      page.table(
        columns: ["what you have", "what helps", "what it costs", "section"],
        rows: [
          [
            "one text of known length", "memory set aside", "the longest length, from the start",
            "4, 8",
          ],
          ["many texts of unknown lengths", "pages", "a table for each text", "10"],
          [
            "many texts that begin alike", "a shared beginning", "the same tokens, to the last one",
            "11",
          ],
          ["too little memory", "8 bits; fewer kv heads", "rounding; another model", "10, 14"],
          ["a text without end", "a window with sinks", "what it forgets", "9, 14"],
          ["a training step", "no cache", "–", "5"],
        ])
    }
  }
}
