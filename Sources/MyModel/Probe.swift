import ExerciseCases
import Exercises

/// One quantity of the model: which parts it is made by, what must come out, and how to compute it with
/// any set of parts from what `Mini` has before it.
struct Probe {
  /// "layer 0, keys after the rotation"
  var name: String
  /// The part that makes it; others may take part in it.
  var part: Part
  /// A row for each token, unless said otherwise.
  var expected: [[Double]]
  /// What a row is, and what a number of it.
  var rowName = "token"
  var placeName = "feature"
  /// The names of the rows, where they are not all of a kind.
  var rowNames: [String] = []
  /// How many heads stand side by side in a row; 1 if none do.
  var heads = 1
  var compute: (Parts) -> [[Double]]

  /// The parts in which a mistake can be, those that are built of no others first.
  var parts: [Part] { part.builtOf.reversed() + [part] }
}

extension OpenedModel {
  /// The quantities of one block in the order of computing.
  ///
  /// - Parameter product: the product of a set of parts; nil where it is `Mini`'s and not to be tried
  func probes(
    _ l: Int, _ r: Reference, product: ((Parts, Matrix, [Double]) -> [Double])?
  ) -> [Probe] {
    let (c, layer) = (mini.configuration, layers[l])
    let (queryHeads, kvHeads, base) = (c.queryHeads, c.kvHeads, base)
    let place = "layer \(l), "
    func products(_ name: String, _ matrix: Matrix, _ x: [[Double]], _ y: [[Double]]) -> [Probe] {
      guard let product else { return [] }
      return [
        Probe(name: place + name, part: .product, expected: y) { p in
          x.map { product(p, matrix, $0) }
        }
      ]
    }
    func norm(_ name: String, _ x: [[Double]], _ gain: [Double], _ y: [[Double]]) -> Probe {
      Probe(name: place + name, part: .rmsNorm, expected: y) { p in
        x.map { p.rmsNorm($0, gain, c.eps)! }
      }
    }
    func turned(_ name: String, _ x: [[Double]], _ count: Int, _ y: [[Double]]) -> Probe {
      Probe(name: place + name + " after the rotation", part: .rotate, expected: y, heads: count) {
        p in
        x.enumerated().map { t, row in
          Exercises.heads(of: row, count).flatMap { p.rotate($0, t, base)! }
        }
      }
    }
    /// Each kv head once for each query head that reads it.
    func written(_ rows: [[Double]]) -> [[Double]] {
      rows.map { row in
        let heads = Exercises.heads(of: row, kvHeads)
        return (0..<queryHeads).flatMap { heads[$0 / (queryHeads / kvHeads)] }
      }
    }
    let (k, v) = (written(r.turnedKeys), written(r.values))
    let readBy = (0..<queryHeads).map { Double($0 / (queryHeads / kvHeads)) }

    var probes = [norm("norm before attention", r.x, layer.attentionNorm, r.normed)]
    probes += products("queries", layer.query, r.normed, r.queries)
    probes += products("keys", layer.key, r.normed, r.keys)
    probes += products("values", layer.value, r.normed, r.values)
    probes += [
      turned("queries", r.queries, queryHeads, r.turnedQueries),
      turned("keys", r.keys, kvHeads, r.turnedKeys),
      Probe(
        name: place + "attention, head by head", part: .attention, expected: r.heads,
        heads: queryHeads
      ) { p in
        var rows = [[Double]](repeating: [], count: r.x.count)
        for h in 0..<queryHeads {
          func head(_ rows: [[Double]]) -> [[Double]] {
            rows.map { Exercises.heads(of: $0, queryHeads)[h] }
          }
          let result = p.attention(head(r.turnedQueries), head(k), head(v))!
          for t in rows.indices { rows[t] += result[t] }
        }
        return rows
      },
      Probe(
        name: place + "heads side by side", part: .multiHeadAttention, expected: r.heads,
        heads: queryHeads
      ) { p in p.multiHeadAttention(r.turnedQueries, k, v, queryHeads)! },
      Probe(
        name: place + "which kv head is read", part: .kvHead, expected: [readBy], rowName: "",
        placeName: "query head"
      ) { p in [(0..<queryHeads).map { Double(p.kvHead($0, queryHeads, kvHeads)!) }] },
      Probe(
        name: place + "attention with shared kv heads", part: .sharedAttention, expected: r.heads,
        heads: queryHeads
      ) { p in p.sharedAttention(r.queries, r.keys, r.values, queryHeads, kvHeads, base)! },
    ]
    probes += products("output of attention", layer.output, r.heads, r.attended)
    probes += [
      norm("norm before the feed-forward layer", middle(r), layer.feedForwardNorm, r.secondNormed)
    ]
    probes += products("gate of the feed-forward layer", layer.gate, r.secondNormed, gate(l, r))
    probes += [
      Probe(name: place + "feed-forward layer", part: .feedForward, expected: r.fed) { p in
        r.secondNormed.map { p.feedForward($0, layer.gate.mini, layer.up.mini, layer.down.mini)! }
      },
      Probe(name: place + "what leaves the block", part: .block, expected: r.y) { [mini] p in
        let block = mini.blocks[l]
        return p.block(
          r.x, { block.attentionNorm(.init(doubles: [$0])).doubles[0] },
          { block.attention(.init(doubles: $0)).doubles },
          { block.feedForwardNorm(.init(doubles: [$0])).doubles[0] },
          { block.feedForward(.init(doubles: [$0])).doubles[0] })!
      },
    ]
    return probes
  }

  /// h, which the second norm reads.
  private func middle(_ r: Reference) -> [[Double]] {
    zip(r.x, r.attended).map { zip($0, $1).map(+) }
  }

  private func gate(_ l: Int, _ r: Reference) -> [[Double]] {
    mini.blocks[l].feedForward.gate(.init(doubles: r.secondNormed)).doubles
  }

  /// The same block, a token at a time, with what is kept of the ones before.
  func cacheProbes(_ l: Int, _ r: Reference) -> [Probe] {
    let c = mini.configuration
    let (queryHeads, kvHeads, base) = (c.queryHeads, c.kvHeads, base)
    let place = "layer \(l), a token at a time, "
    func byHead(_ rows: [[Double]]) -> [[[Double]]] {
      (0..<kvHeads).map { g in rows.map { Exercises.heads(of: $0, kvHeads)[g] } }
    }
    let (keys, values) = (byHead(r.turnedKeys), byHead(r.values))
    return [
      Probe(
        name: place + "attention with shared kv heads", part: .groupedAttention,
        expected: r.heads, heads: queryHeads
      ) { p in
        r.turnedQueries.enumerated().map { t, row in
          p.groupedAttention(
            Exercises.heads(of: row, queryHeads), keys.map { Array($0[...t]) },
            values.map { Array($0[...t]) }
          )!.flatMap { $0 }
        }
      },
      Probe(
        name: place + "attention with the cache", part: .cache, expected: r.heads, heads: queryHeads
      ) {
        p in
        let attend = p.makeCache()
        return r.x.indices.map {
          attend(r.queries[$0], r.keys[$0], r.values[$0], queryHeads, kvHeads, base)!
        }
      },
    ]
  }

  /// What comes after the last block: logits, the choice, and the loop.
  func probesOfWriting(
    _ tokens: [Int], _ last: [[Double]], newTokens: Int,
    product: ((Parts, Matrix, [Double]) -> [Double])?, _ calls: Calls
  ) throws -> [Probe] {
    let normed = mini.finalNorm(.init(doubles: last))
    let logits = mini.logits(normed).doubles
    var probes: [Probe] = []
    if let product {
      probes.append(
        Probe(
          name: "the product with the head", part: .product, expected: [logits[logits.count - 1]],
          rowName: "", placeName: "token"
        ) { [head] p in [product(p, head, normed.doubles[last.count - 1])] })
    }
    probes += [
      Probe(
        name: "logits", part: .logits, expected: [logits[logits.count - 1]], rowName: "",
        placeName: "token"
      ) { [mini] p in
        [
          p.logits(
            last, { mini.finalNorm(.init(doubles: [$0])).doubles[0] },
            { mini.logits(.init(doubles: [$0])).doubles[0] })!
        ]
      },
      Probe(
        name: "the token that is chosen after each of the text", part: .greedy,
        expected: logits.map { [Double(Parts().greedy($0)!)] }, placeName: "choice"
      ) { p in logits.map { [Double(p.greedy($0)!)] } },
    ]
    let text = try mini.generate(from: tokens, newTokens: newTokens).tokens
    let right = tokens + text
    probes.append(
      Probe(
        name: "the loop",
        part: .generate, expected: [right.dropLast().map { Double($0) }, right.map { Double($0) }],
        rowName: "", placeName: "place", rowNames: ["tokens that are read", "tokens of the text"]
      ) { [mini] p in
        var (read, cache) = ([Int](), try? mini.makeCache(capacity: right.count))
        let limit = right.count * right.count
        let written = p.generate(
          tokens, newTokens,
          { token in
            read.append(token)
            // Who reads on and on is not followed.
            guard read.count < limit, cache != nil, cache!.offset < right.count,
              let logits = try? mini([token], cache: &cache!)
            else { return [Double](repeating: 0, count: mini.configuration.vocabulary) }
            calls.beat()
            return logits.doubles[0]
          }, { Parts().greedy($0)! })!
        return [read.map { Double($0) }, written.map { Double($0) }]
      })
    return probes
  }
}
