import Base

/// A step of the short way through a chapter: a question that the step before leaves open, its answer
/// in a sentence or two, one picture, number or piece of code of this run, and the way to the proof.
///
/// ```swift
/// Step("Does attention know the order of words?", proof: whyPositions) { page in
///   page.text("Without a mask both dogs get the same output: they differ by \(apart).")
///   page.twoDogs()
/// }
/// ```
public struct Step {
  let question: String
  let proofs: [String]
  let body: (Page) throws -> Void

  /// A step that writes its answer onto the page and computes only what it shows.
  ///
  /// - Parameters:
  ///   - question: what the reader asks.
  ///   - proof: the sections of the chapter that prove the answer.
  ///   - body: writes the answer. It makes no checks: those belong to the sections.
  public init(_ question: String, proof: Section..., body: @escaping (Page) throws -> Void) {
    (self.question, self.body) = (question.oneLine, body)
    proofs = proof.map(\.title)
  }
}

/// The beginning of a step.
public struct StepHeading: Sendable, Codable {
  /// Counted from 1.
  public var number: Int
  /// What the reader asks.
  public var question: String
}

/// Where the answer of a step is proved.
public struct Proof: Sendable, Codable {
  /// The sections that do.
  public var sections: [SectionHeading]
  /// Whether they are on the same page.
  public var isHere: Bool
}

/// What follows on a page: its sections, and the parts at its end.
public struct Contents: Sendable, Codable {
  /// The sections.
  public var sections: [SectionHeading]
  /// The titles of the parts at the end.
  public var endings: [String]
}

extension SectionHeading {
  /// The short way, which opens a chapter.
  static let shortWay = SectionHeading(number: nil, title: "The short way", ids: [])

  /// What was checked, at the end of a whole run.
  static let summary = SectionHeading(number: nil, title: "What was checked", ids: [])

  /// Whether this is what was checked.
  var isSummary: Bool { number == nil && title == Self.summary.title }

  /// Whether this is the short way.
  public var isShortWay: Bool { number == nil && title == Self.shortWay.title }
}

extension Page {
  /// Walks the short way.
  ///
  /// - Parameters:
  ///   - steps: its steps.
  ///   - keep: what a reader should keep of the chapter; empty for nothing.
  ///   - sections: those of the chapter, in their order.
  ///   - isAlone: whether the sections are not on this page.
  func walk(_ steps: [Step], keep: String, sections: [SectionHeading], isAlone: Bool) throws {
    isOnShortWay = true
    defer { isOnShortWay = false }
    emit(.section(.shortWay))
    for (i, step) in steps.enumerated() {
      emit(.step(StepHeading(number: i + 1, question: step.question)))
      try step.body(self)
      let proofs = step.proofs.map { title in
        guard let section = sections.first(where: { $0.title == title }) else {
          stop("the step '\(step.question)' is proved in '\(title)', which is no section")
        }
        return section
      }
      if !proofs.isEmpty { emit(.proof(Proof(sections: proofs, isHere: !isAlone))) }
    }
    for paragraph in keep.paragraphs { emit(.text(paragraph)) }
  }
}
