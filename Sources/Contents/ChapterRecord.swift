import Notebook

/// What a chapter says of itself in JSON, as far as its pages and tests need it.
package struct ChapterRecord: Decodable, Sendable {
  package var chapter: Head
  package var sections: [Part]
  package var checks: [Check]
  package var findings: [Finding]
  package var timings: [Timing]
  /// Whether all checks do.
  package var holds: Bool

  package struct Head: Decodable, Sendable {
    package var program: String
    package var title: String
    package var introduction: [String]
    package var knobs: [Knob]
    package var claims: [Claim]
    package var corrections: [Correction]
    /// The sources that the text refers to by name.
    package var references: [Source]?

    /// For links in what the chapter says.
    package var linked: [Reference] {
      (references ?? []).map { Reference($0.name, at: $0.address) }
    }
  }

  package struct Source: Decodable, Sendable {
    package var name: String
    package var address: String
  }

  package struct Knob: Decodable, Sendable {
    package var name: String
    package var value: String
  }

  package struct Claim: Decodable, Sendable {
    package var id: String
    package var statement: String
    /// `shown in part`
    package var verdict: String
    /// What more the verdict says.
    package var words: String
    /// `check`, `times` or `source`: what the verdict rests on.
    package var basis: String
    package var corrections: [String]
    /// Whether the chapter says so itself, and not the notes.
    package var isOurs: Bool
  }

  package struct Correction: Decodable, Sendable {
    package var id: String
    /// `correction`, `oftenHeard` or `missing`
    package var kind: String
    package var notes: String
    package var right: String
  }

  package struct Part: Decodable, Sendable {
    package var heading: Heading
    package var blocks: [Block]

    /// The blocks with those that are folded away.
    package var all: [Block] { blocks.flatMap(\.all) }
  }

  package struct Block: Decodable, Sendable {
    package var kind: String
    package var content: Content

    /// The block, or those that it folds away.
    package var all: [Block] {
      let checks = content.checks ?? []
      return switch kind {
      case "deeper": (content.blocks ?? []).flatMap(\.all)
      case "furtherChecks": checks.map { Block(kind: "check", content: Content(id: $0.id)) }
      default: [self]
      }
    }
  }

  /// The id, the caption and the aim of a block, for those that have them, and what it folds away.
  package struct Content: Decodable, Sendable {
    package var id: String?
    package var caption: String?
    package var lookFor: String?
    package var blocks: [Block]?
    package var checks: [Check]?

    private enum Key: CodingKey { case id, caption, lookFor, blocks, checks }

    init(id: String) { self.id = id }

    package init(from decoder: any Decoder) throws {
      guard let container = try? decoder.container(keyedBy: Key.self) else { return }
      id = try container.decodeIfPresent(String.self, forKey: .id)
      caption = try container.decodeIfPresent(String.self, forKey: .caption)
      lookFor = try container.decodeIfPresent(String.self, forKey: .lookFor)
      blocks = try container.decodeIfPresent([Block].self, forKey: .blocks)
      checks = try container.decodeIfPresent([Check].self, forKey: .checks)
    }
  }

  package struct Heading: Decodable, Sendable {
    /// `nil` for the closing parts that every chapter has.
    package var number: Int?
    package var title: String
    package var ids: [String]
  }

  package struct Check: Decodable, Equatable, Sendable {
    package var id: String
    package var section: Int?
    package var statement: String
    package var relation: String
    /// `0.00012 ≤ 0.001`
    package var comparison: String
    package var decides: Bool
    package var isMistake: Bool
    /// What the check counts the exceptions of, if it does.
    package var counted: Counted?
    package var holds: Bool
  }

  package struct Counted: Decodable, Equatable, Sendable {
    package var total: Int
    package var noun: String
  }

  package struct Finding: Decodable, Sendable {
    package var id: String
    package var section: Int?
    package var expectation: String
    package var ifLess: String
    package var ifMore: String
    /// `measured 3.1×, expected at least 2×: as expected on this machine`
    package var verdict: String
    package var decides: Bool
  }

  package struct Timing: Decodable, Sendable {
    package var machine: String
    package var date: String?
  }

  /// The check on which the verdict on a claim rests.
  package func decidingCheck(of id: String) -> Check? { checks.first { $0.id == id && $0.decides } }

  /// The sections whose heading names an id.
  package func sections(of id: String) -> [Int] {
    sections.filter { $0.heading.ids.contains(id) }.compactMap(\.heading.number)
  }
}
