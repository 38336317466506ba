import Notebook
import Pictures

/// Makes links of the first uses of terms on a page. They lead to the entries of the glossary.
struct TermLinks {
  private let terms: [Term]
  private let forms: TermForms
  private var linked: Set<Int> = []
  private var references: [Reference] = []

  init(_ terms: [Term] = Glossary.terms) {
    self.terms = terms
    forms = TermForms(
      terms.enumerated().flatMap { i, term in term.forms.map { (words: $0, term: i) } })
  }

  /// A page whose prose leads to the glossary where it first uses a term.
  mutating func link(_ recording: Recording) -> Recording {
    var recording = recording
    references = recording.chapter?.references ?? []
    linked = []
    if var chapter = recording.chapter {
      chapter.introduction = chapter.introduction.map { link($0) }
      recording.chapter = chapter
    }
    recording.opening = recording.opening.map { $0.map { link($0) } }
    for i in recording.sections.indices {
      recording.sections[i].blocks = recording.sections[i].blocks.map { link($0) }
    }
    return recording
  }

  private mutating func link(_ block: Block) -> Block {
    switch block {
    case .text(let text): return .text(link(text))
    case .list(let items): return .list(items.map { link($0) })
    case .result(var result):
      result.sentence = link(result.sentence)
      return .result(result)
    case .question(var question):
      question.question = link(question.question)
      question.answer = link(question.answer)
      return .question(question)
    case .claim(var claim):
      claim.statement = link(claim.statement)
      return .claim(claim)
    case .correction(var correction):
      correction.notes = link(correction.notes)
      correction.right = link(correction.right)
      return .correction(correction)
    case .deeper(var group):
      group.blocks = group.blocks.map { link($0) }
      return .deeper(group)
    default: return block
    }
  }

  /// Neither code nor what is a link already, or becomes one, gets another.
  private mutating func link(_ text: String) -> String {
    var result = ""
    for span in references.linked(in: Span.parse(text)) {
      switch span {
      case .plain(let words): result += link(plain: words)
      case .code(let words): result += "`\(words)`"
      case .emphasis(let words): result += "*\(words)*"
      case .link(let words, let address): result += "[\(words)](\(address))"
      }
    }
    return result
  }

  private mutating func link(plain text: String) -> String {
    var (result, rest) = ("", text[...])
    while let (range, term) = forms.next(in: rest, where: { !linked.contains($0) }) {
      linked.insert(term)
      result += rest[..<range.lowerBound]
      result += "[\(rest[range])](\(Glossary.page)#\(terms[term].anchor))"
      rest = rest[range.upperBound...]
    }
    return result + rest
  }
}
