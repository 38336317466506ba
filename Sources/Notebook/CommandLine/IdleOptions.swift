/// Options that would do nothing beside others. Who gives one expects something of it, so they are
/// refused.
extension Options {
  /// - Throws: ``InputError`` about the first option without an effect.
  func requireEffects() throws {
    if help { return }
    if brief { try requireNothingBesidesBrief() }
    let short = [("--list", list), ("--exercises", exercises), ("--exercise", exercise != nil)]
    try requireOne(of: short, "ask for different things")
    if let (short, _) = short.first(where: \.1) {
      if format != .text, format != .json {
        throw InputError("\(short) is written as text or json, not as \(format).")
      }
      for (name, isGiven) in [
        ("--section", sections != nil || sectionWord != nil), ("--step", step),
        ("--no-pager", !pager), ("--deep", deep), ("--quick", quick),
        ("--thorough", thorough), ("--keep", keep != nil), ("--no-timing", !timing),
        ("--record", record != nil), ("--figures", figures != nil),
      ] where isGiven {
        throw InputError("\(short) shows no page, so \(name) would do nothing: leave it out.")
      }
    }
    let opposite = "ask for the opposite of each other"
    try requireOne(of: [("--step", step), ("--no-pager", !pager)], opposite)
    try requireOne(of: [("--quick", quick), ("--thorough", thorough)], opposite)
    if step, format != .text || (output ?? "-") != "-" {
      throw InputError(
        "--step goes with a page that is read as it comes: leave --output and --format out.")
    }
    if width != nil, format != .text {
      throw InputError("--width goes with --format text: a viewer gives other pages their width.")
    }
    if keep != nil, sections != nil || sectionWord != nil {
      throw InputError("--keep measures for all sections: leave --section out.")
    }
    if figures != nil, format != .markdown {
      throw InputError("--figures goes with --format markdown: other formats hold their pictures.")
    }
  }

  private func requireNothingBesidesBrief() throws {
    let others = [
      ("--deep", deep), ("--section", sections != nil), ("--thorough", thorough), ("--list", list),
      ("--exercises", exercises), ("--exercise", exercise != nil),
    ]
    guard let (other, _) = others.first(where: \.1) else { return }
    throw InputError("--brief shows the short way and nothing else: leave \(other) out.")
  }

  /// Throws if two of these options are given, of which only one can be followed.
  private func requireOne(of options: [(name: String, isGiven: Bool)], _ reason: String) throws {
    let given = options.filter(\.isGiven)
    guard given.count > 1 else { return }
    throw InputError("\(given[0].name) and \(given[1].name) \(reason): give one of them.")
  }
}
