import Foundation

/// A run as it is kept: the sections with all their blocks, and every check, finding and timing once more
/// in lists of their own. Whatever a run shows can be shown again from it, in any format.
public struct Recording: Sendable, Codable {
  /// The head of the chapter.
  public var chapter: Title?
  /// What stands between the head and the first section; `nil` for nothing.
  public var opening: [Block]?
  /// The sections, the short way and the parts at the end among them.
  public var sections: [Part] = []
  /// In the order in which they ran.
  public var checks: [Check] = []
  /// Findings about time.
  public var findings: [Finding] = []
  /// Measured times.
  public var timings: [Timing] = []
  /// Whether all checks hold.
  public var holds = true
  /// Whether the whole chapter was run; `nil` where nothing was put to the test.
  public var isWhole: Bool?

  /// A section and what it shows.
  public struct Part: Sendable, Codable {
    /// Its beginning.
    public var heading: SectionHeading
    /// What it shows, in order.
    public var blocks: [Block]
  }

  init() {}

  /// A page that was written without a run.
  package init(_ blocks: [Block]) {
    for block in blocks { append(block) }
    guard chapter?.program == "" else { return }
    // What was not known when its head was written.
    chapter?.contents = sections.map(\.heading).filter { $0.number != nil }
    chapter?.endings = sections.map(\.heading).filter { $0.number == nil }.map(\.title)
  }

  /// The run that a program wrote with `--record` or as JSON.
  ///
  /// - Throws: `DecodingError` if it is none.
  public init(json: Data) throws {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    self = try decoder.decode(Recording.self, from: json)
  }

  /// Keeps one more block.
  mutating func append(_ block: Block) {
    switch block {
    case .title(let title): chapter = title
    case .section(let heading): sections.append(Part(heading: heading, blocks: []))
    case .summary(let summary):
      (checks, findings) = (summary.checks, summary.findings)
      (holds, isWhole) = (summary.failures.isEmpty, summary.isWhole)
    default:
      timings += block.timings
      if sections.isEmpty {
        opening = (opening ?? []) + [block]
      } else {
        sections[sections.count - 1].blocks.append(block)
      }
    }
  }

  /// The blocks in the order in which they were shown.
  public var blocks: [Block] {
    var blocks = (chapter.map { [Block.title($0)] } ?? []) + (opening ?? [])
    for part in sections {
      blocks.append(.section(part.heading))
      if isWhole == true, part.heading.isSummary { blocks.append(.summary(summary)) }
      blocks += part.blocks
    }
    return blocks + (isWhole == false ? [.summary(summary)] : [])
  }

  private var summary: Summary {
    let verdicts = (chapter?.claims ?? []).map { claim in
      Summary.Decision(
        claim: claim,
        sections: sections.map(\.heading).filter { $0.ids.contains(claim.id) }
          .compactMap(\.number),
        check: checks.last { $0.id == claim.id && $0.decides })
    }
    return Summary(
      verdicts: verdicts, checks: checks, findings: findings, isWhole: isWhole ?? false)
  }
}
