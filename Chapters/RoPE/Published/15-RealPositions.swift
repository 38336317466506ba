import LanguageModel
import Mini
import Notebook
import Workbench

extension RoPEChapter {
  /// P1 and P4 in a published model: positions shifted, and stretched beyond those of its training.
  var realPositions: Section {
    model.section(
      "Positions in a real model", "P1", "P4",
      shows: """
        that a language model says the same wherever its text stands, and how its loss grows with distances
        beyond those of its training, plain, interpolated and NTK-aware
        """
    ) { page, real in
      try shift(page, real)
      try stretch(page, real)
    }
  }

  // MARK: Shifted

  private func shift(_ page: Page, _ real: RealModel) throws {
    page.text(
      """
      If scores depend on distances only, a text may begin at any position. We read the beginning of *The
      Time Machine* at positions 0, 100, 1000 and so on, and compare the logits after every token.
      """)
    let tokens = real.prose(page.options.quick ? 32 : 128)
    let room = real.description.contextLength - tokens.count
    let model = try real.transformer()
    let shifts = Set([1, 100, 1000, 5000].map { min($0, room) }).sorted()
    let (logits, shifted) = try page.code {
      (try model(tokens), try shifts.map { try model(tokens, position: $0) })
    }
    let loss = logits.meanLoss(of: tokens)
    let other = try model.turning {
      RotaryEmbedding(
        headDimension: $0.headDimension, base: $0.base,
        layout: $0.layout == .halves ? .interleaved : .halves, scaling: $0.scaling)
    }
    let wrong = try other(tokens)
    let rows = zip(shifts, shifted).map { shift, other in
      [
        "\(shift)", other.largestDifference(from: logits).scientific(1),
        other.meanLoss(of: tokens).fixed(5),
      ]
    }
    page.table(
      "Logits up to \(logits.largestMagnitude.fixed(1)) after \(tokens.count) tokens:",
      columns: ["first position", "largest change of a logit", "mean loss, nats"],
      rows: [["0", "0", loss.fixed(5)]] + rows)
    page.text(
      """
      What is left is rounding: the same angles between queries and keys come out of other sines and
      cosines. The other test of the rotation is the mistake that porters of models make most: to pair the
      features of the other layout (section 8). The model still writes English for a while, with a loss of
      \(wrong.meanLoss(of: tokens).fixed(2)) instead of \(loss.fixed(2)).
      """)
    let changes = shifted.map { abs($0.meanLoss(of: tokens) - loss) }
    page.check(
      "P4", "largest change of a logit, as a part of the largest logit",
      shifted.map { $0.largestDifference(from: logits) }.max()! / logits.largestMagnitude,
      isAtMost: 1e-3)
    page.check("P4", "largest change of the loss, nats", changes.max()!, isAtMost: 1e-3)
    page.goesWrong(
      "P4", "pairs of the other layout: change of the loss, nats",
      abs(wrong.meanLoss(of: tokens) - loss), isAtMost: 1e-3)
  }

  // MARK: Stretched

  private func stretch(_ page: Page, _ real: RealModel) throws {
    let trained = real.description.contextLength
    let tokens = real.prose(page.options.quick ? 96 : 768)
    let (start, rest) = (Array(tokens.prefix(tokens.count * 2 / 3)), tokens.count / 3)
    let ending = Array(tokens.suffix(rest))
    let places = [start.count] + [4, 8, 10, 12, 15].map { $0 * trained / 8 }
    page.text(
      """
      This model was made for \(trained.grouped) positions. What if there are more? To read a text of
      that length takes minutes (`--thorough` does), and every band of it is another page of the book.
      So we read the same \(tokens.count) tokens again and again and move the last third away: the first
      \(start.count) tokens stand at 0, 1, 2 and so on, the other \(rest) begin at \(places.last!.grouped)
      or before, with nothing between. Only the distance grows. We do so with the model as it is, with all positions halved (*interpolation* by
      2), and with the base enlarged for the same factor (*NTK-aware*, section 10). Nothing is trained
      again. What is the mean loss of the last third?
      """)
    let model = try real.transformer(contextLength: places.last! + rest)
    guard model.blocks.allSatisfy({ $0.attention.rotary?.scaling == RotaryScaling.none }) else {
      page.text("The rotation of this model is scaled already, so there is nothing to compare.")
      return
    }
    let schemes: [(name: String, scaling: RotaryScaling)] = [
      ("plain", .none), ("interpolated", .interpolation(factor: 2)),
      ("NTK-aware", .ntkAware(factor: 2)),
    ]
    var losses: [[Double]] = []  // of each scheme, for each place
    for (i, scheme) in schemes.enumerated() {
      page.working(on: "reading, \(scheme.name)", Double(i) / Double(schemes.count))
      losses.append(
        try lossesOfTheEnding(model.turning(by: scheme.scaling), start, ending, places))
    }
    page.plot(
      "Mean loss of the last third by where it begins. Look at what happens behind \(trained.grouped).",
      x: .linear("position of the last third"), y: .linear("nats"),
      .line("plain", zip(places, losses[0]).map { (Double($0), $1) }),
      .line("interpolated", zip(places, losses[1]).map { (Double($0), $1) }),
      .line("NTK-aware", zip(places, losses[2]).map { (Double($0), $1) }))
    page.table(
      "Nats for each token of the last third:",
      columns: ["it begins at"] + schemes.map(\.name),
      rows: places.indices.map { i in
        [places[i].grouped] + losses.map { $0[i].fixed(3) }
      })
    page.text(
      """
      Distance costs the plain model a little as long as it knows it, since the first part is of less use
      from afar, and breaks it beyond. Interpolation never meets an unknown angle, and pays for it where
      the text stands together: neighbours are closer than any it was trained on. The enlarged base leaves
      neighbours nearly alone and far tokens within what is known.
      """)
    let (near, far) = (0, places.count - 1)
    page.check(
      "P1", "far beyond the trained positions, NTK-aware is better than plain by, nats",
      losses[0][far] - losses[2][far], isAtLeast: 0.3)
    page.check(
      "P1", "where the text stands together, interpolation costs, nats",
      losses[1][near] - losses[0][near], isAtLeast: 0.2)
    page.check(
      "P1", "there the enlarged base costs at most, nats", losses[2][near] - losses[0][near],
      isAtMost: 0.1)
    page.check(
      "P1", "from there to the farthest place, interpolation loses at most, nats",
      losses[1][far] - losses[1][near], isAtMost: 0.5)
    if page.options.thorough { try readOn(page, real) }
  }
}

// MARK: A long text

extension RoPEChapter {
  /// A text half as long again as the model was made for, token after token.
  private func readOn(_ page: Page, _ real: RealModel) throws {
    let trained = real.description.contextLength
    let band = max(1, trained / 8)
    let all = real.wholeProse
    let count = min(all.count, trained * 3 / 2) / band * band
    guard count > trained else {
      page.text(
        """
        Our text has \(all.count.grouped) tokens, too few to go beyond \(trained.grouped) positions.
        """)
      return
    }
    let (tokens, factor) = (Array(all.prefix(count)), Double(count) / Double(trained))
    let model = try real.transformer(contextLength: count)
    page.text(
      """
      *The thorough run.* Now the same model reads \(count.grouped) tokens in their order. All factors are
      \(factor.fixed(2)), so that the last position is one that the model knows.
      """)
    let schemes: [(name: String, scaling: RotaryScaling)] = [
      ("plain", .none), ("interpolated", .interpolation(factor: factor)),
      ("NTK-aware", .ntkAware(factor: factor)),
      ("YaRN", .yarn(factor: factor, originalContext: trained)),
    ]
    let losses = try schemes.enumerated().map { i, scheme in
      var cache = try model.makeCache(capacity: count)
      var losses: [Double] = []
      try model.turning(by: scheme.scaling).read(tokens, cache: &cache) { places, logits in
        losses += logits.losses(of: tokens, at: places)
        page.working(
          on: "reading, \(scheme.name)",
          (Double(i) + Double(places.upperBound) / Double(count)) / Double(schemes.count))
      }
      // Of the last token's successor nothing is known: the last band is one shorter.
      return stride(from: 0, to: count, by: band).map { first in
        losses.mean(first..<min(first + band, losses.count))
      }
    }
    let ends = losses[0].indices.map { ($0 + 1) * band }
    func curve(_ scheme: Int) -> Plot.Series {
      .line(schemes[scheme].name, zip(ends, losses[scheme]).map { (Double($0), $1) })
    }
    page.plot(
      "Mean loss of \(band.grouped) tokens by where they end. Look at what happens behind \(trained.grouped).",
      x: .linear("position"), y: .linear("nats"), curve(0), curve(1), curve(2), curve(3))
    page.table(
      "Nats a token, mean of each \(band.grouped):",
      columns: ["up to"] + schemes.map(\.name),
      rows: ends.indices.map { i in [ends[i].grouped] + losses.map { $0[i].fixed(3) } })
    let (far, known) = (ends.count - 1, ends.filter { $0 <= trained }.count)
    func price(_ scheme: Int) -> [Double] { zip(losses[scheme], losses[0]).map { $0 - $1 } }
    page.check(
      "P1", "in the last part, NTK-aware is better than plain by, nats", -price(2)[far],
      isAtLeast: 0.3)
    page.check(
      "P1", "in the first part, interpolation costs, nats", price(1)[0], isAtLeast: 0.1)
    page.check(
      "P1", "within the trained positions, NTK-aware and YaRN cost at most, nats in any part",
      max(price(2)[..<known].max()!, price(3)[..<known].max()!), isAtMost: 0.1)
    page.text(
      """
      Each row is another part of the book, so compare the columns and not the rows. Interpolation is
      behind the plain model in \(price(1).count { $0 > 0 }) of \(ends.count) parts, by up to
      \(price(1).max()!.fixed(2)) nats. The other two change the fast pairs little or not at all.
      """)
  }

  /// The mean loss of `ending` behind `start`, for each place at which it may begin.
  private func lossesOfTheEnding(
    _ model: Transformer, _ start: [Int], _ ending: [Int], _ places: [Int]
  ) throws -> [Double] {
    var cache = try model.makeCache(capacity: start.count + ending.count)
    _ = try model.hiddenStates(start, cache: &cache)
    return try places.map { place in
      let logits = try model(ending, cache: &cache, position: place)
      try cache.trim(to: start.count)
      return logits.meanLoss(of: ending)
    }
  }
}

extension Tensor {
  /// The mean loss of a text from the logits after each of its tokens, in nats.
  fileprivate func meanLoss(of tokens: [Int]) -> Double {
    let losses = losses(of: tokens, at: tokens.indices)
    return losses.reduce(0, +) / Double(losses.count)
  }
}
