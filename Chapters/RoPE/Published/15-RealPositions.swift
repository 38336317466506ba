import LanguageModel
import Mini
import Notebook
import Workbench

extension RoPEChapter {
  /// P1 and P4 in a published model: positions shifted, and stretched beyond those of its training.
  var realPositions: Section {
    model.section(
      "Positions in a real model", "P1", "P4",
      result: """
        A published model says the same wherever its text stands, and breaks beyond the distances of its
        training; slower frequencies keep it whole.
        """
    ) { page, numbers in
      if let table = try numbers.table(page, .shiftedPositions) { shift(page, table) }
      if let table = try numbers.table(page, .stretchedPositions) { stretch(page, table) }
      if page.options.thorough, let own = numbers.own { try readOn(page, own.real) }
    }
  }

  var published: [PublishedStudy] { [.shiftedPositions, .stretchedPositions] }

  // MARK: Shifted

  private func shift(_ page: Page, _ table: PublishedTable) {
    let largest = table["0", "largest logit"]
    let (loss, wrong) = (table["0", "loss"], table[PublishedStudy.otherLayout, "loss"])
    let moved = table.rows.dropFirst().dropLast().map(\.name)
    page.text(
      """
      \(Int(table["0", "tokens"])) tokens of *The Time Machine*, begun at any position. Logits go up to
      \(largest.fixed(1)); what changes is rounding.
      """)
    page.table(
      columns: ["first position", "largest change of a logit", "mean loss, nats"],
      rows: [["0", "0", loss.fixed(5)]]
        + moved.map { [$0, table[$0, "change"].scientific(1), table[$0, "loss"].fixed(5)] })
    page.text(
      """
      With the pairs of the other layout (section 8) the loss is \(wrong.fixed(2)) instead of \(loss.fixed(2)).
      """)
    page.check(
      "P4", "largest change of a logit, as a part of the largest logit",
      moved.map { table[$0, "change"] }.max()! / largest, isAtMost: 1e-3)
    page.check(
      "P4", "largest change of the loss, nats", moved.map { abs(table[$0, "loss"] - loss) }.max()!,
      isAtMost: 1e-3)
    page.goesWrong(
      "P4", "pairs of the other layout: change of the loss, nats", abs(wrong - loss),
      isAtMost: 1e-3)
  }

  // MARK: Stretched

  private func stretch(_ page: Page, _ table: PublishedTable) {
    guard !table.rows.isEmpty else {
      page.text("The rotation of this model is scaled already, so there is nothing to compare.")
      return
    }
    let (trained, tokens) = (Int(table["trained"][0]), Int(table["tokens"][0]))
    let names = PublishedStudy.schemes.map(\.name)
    let losses = names.map { table[$0] }  // of each scheme, for each place
    let places = table.rows.map { Int($0.name) ?? 0 }
    page.text(
      """
      The model was made for \(trained.grouped) positions. \(tokens) tokens are read with their last third moved
      away: as it is, with positions halved, and with the NTK-aware base. Nothing is trained again.
      """)
    page.plot(
      "Mean loss of the last third by where it begins. Look at what happens behind \(trained.grouped).",
      x: .linear("position of the last third"), y: .linear("nats"),
      .line(names[0], zip(places, losses[0]).map { (Double($0), $1) }),
      .line(names[1], zip(places, losses[1]).map { (Double($0), $1) }),
      .line(names[2], zip(places, losses[2]).map { (Double($0), $1) }))
    let (near, far) = (0, places.count - 1)
    page.deeper("Interpolation pays where the text stands together, the enlarged base hardly") {
      page in
      page.table(
        "Nats for each token of the last third:", columns: ["it begins at"] + names,
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
      page.check(
        "P1", "where the text stands together, interpolation costs, nats",
        losses[1][near] - losses[0][near], isAtLeast: 0.2)
      page.check(
        "P1", "there the enlarged base costs at most, nats", losses[2][near] - losses[0][near],
        isAtMost: 0.1)
      page.check(
        "P1", "from there to the farthest place, interpolation loses at most, nats",
        losses[1][far] - losses[1][near], isAtMost: 0.5)
    }
    page.check(
      "P1", "far beyond the trained positions, NTK-aware is better than plain by, nats",
      losses[0][far] - losses[2][far], isAtLeast: 0.3)
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
}
