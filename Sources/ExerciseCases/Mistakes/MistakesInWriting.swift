import Base
import Exercises

// Mistakes in the cache, and in the loop that uses it.

extension Mistake {
  static var ofCaches: [Mistake] {
    [
      Mistake(
        .cache,
        "The position of the cache is forgotten: each new token is turned as if it were the first."
      ) { $0.makeCache = mistakenCache(position: { _ in 0 }) },
      Mistake(
        .cache,
        "The position is one too large: it is the number of tokens before this one."
      ) { $0.makeCache = mistakenCache(position: { $0 + 1 }, keyPosition: { $0 }) },
      Mistake(.cache, "The keys are kept before the rotation: keep them turned.") {
        $0.makeCache = mistakenCache(position: { $0 }, turnsKeys: false)
      },
      Mistake(.cache, "The values are turned, too: only queries and keys are.") {
        $0.makeCache = mistakenCache(position: { $0 }, turnsValues: true)
      },
      Mistake(
        .cache, "The new token does not see itself: keep its key and value before it attends."
      ) {
        $0.makeCache = mistakenCache(position: { $0 }, seesItself: false)
      },
    ]
  }

  private static func mistakenCache(
    position: @escaping (Int) -> Int, keyPosition: ((Int) -> Int)? = nil, turnsKeys: Bool = true,
    turnsValues: Bool = false, seesItself: Bool = true
  ) -> () -> Parts.CacheStep {
    {
      let parts = Parts.plain
      var (keys, values): ([Parts.Rows], [Parts.Rows]) = ([], [])
      return { query, key, value, queryHeads, kvHeads, base in
        if keys.isEmpty {
          keys = Array(repeating: [], count: kvHeads)
          values = keys
        }
        let count = keys[0].count
        func turned(
          _ row: Parts.Vector, _ heads: Int, _ position: (Int) -> Int, _ isTurned: Bool = true
        ) -> Parts.Rows {
          Exercises.heads(of: row, heads).map {
            isTurned ? parts.rotate($0, position(count), base)! : $0
          }
        }
        let (newKeys, newValues) = (
          turned(key, kvHeads, keyPosition ?? position, turnsKeys),
          turned(value, kvHeads, position, turnsValues)
        )
        func keep() {
          for g in 0..<kvHeads {
            keys[g].append(newKeys[g])
            values[g].append(newValues[g])
          }
        }
        let queries = turned(query, queryHeads, position)
        // Somebody has to be seen by the first token.
        if seesItself || count == 0 { keep() }
        let result = parts.groupedAttention(queries, keys, values)
        if !seesItself && count > 0 { keep() }
        return result.map { Array($0.joined()) }
      }
    }
  }

  static var ofWriting: [Mistake] {
    [
      Mistake(.generate, "The last new token is read, too: nobody needs the logits after it.") {
        $0.generate = { prompt, newTokens, read, choose in
          var (text, logits) = (prompt, prompt.map(read).last!)
          for _ in 0..<newTokens {
            text.append(choose(logits))
            logits = read(text.last!)
          }
          return text
        }
      },
      Mistake(
        .generate, "Of the prompt only the last token is read: the cache has to see all of it."
      ) {
        $0.generate = { prompt, newTokens, read, choose in
          prompt.dropLast()
            + Plain.generate([prompt.last!], newTokens, read, choose)
        }
      },
      Mistake(.generate, "The whole text is read again in every round: the cache has it already.") {
        $0.generate = { prompt, newTokens, read, choose in
          var text = prompt
          for _ in 0..<newTokens { text.append(choose(text.map(read).last!)) }
          return text
        }
      },
      Mistake(.generate, "The prompt is missing in what is given back.") {
        $0.generate = { prompt, newTokens, read, choose in
          Array(Plain.generate(prompt, newTokens, read, choose).dropFirst(prompt.count))
        }
      },
    ]
  }
}
