/// Finds tokens that are written out in a text: of those that begin at the same byte the longest, of
/// those that overlap the first.
struct SpecialTokens: Sendable {
  enum Piece: Equatable {
    case text(ArraySlice<UInt8>)
    case token(Int)
  }

  private struct Candidate {
    var id: Int
    var text: [UInt8]
    var isControl: Bool  // recognised only on demand
  }

  /// By first byte, the longest first.
  private let candidates: [[Candidate]]

  init(_ vocabulary: Vocabulary, _ texts: [Range<Int>]) {
    var candidates = [[Candidate]](repeating: [], count: 256)
    for (id, kind) in vocabulary.kinds.enumerated() where kind != .normal {
      guard kind == .control || kind == .unknown || kind == .userDefined else { continue }
      let text = Array(vocabulary.tokens.bytes[texts[id]])
      guard let first = text.first else { continue }
      candidates[Int(first)].append(
        Candidate(id: id, text: text, isControl: kind != .userDefined))
    }
    self.candidates = candidates.map { $0.sorted { $0.text.count > $1.text.count } }
  }

  /// The text in pieces.
  ///
  /// - Parameters:
  ///   - control: whether control tokens are recognised
  ///   - letters: stretches of the text, in order, that no control token may touch
  func pieces(of bytes: [UInt8], control: Bool, letters: [Range<Int>] = []) -> [Piece] {
    var pieces: [Piece] = []
    var (start, i) = (0, 0)
    var letters = letters[...]
    while i < bytes.count {
      while let first = letters.first, first.upperBound <= i { letters.removeFirst() }
      let room = control ? max(0, (letters.first?.lowerBound ?? bytes.count) - i) : 0
      let match = candidates[Int(bytes[i])].first { candidate in
        (candidate.text.count <= room || !candidate.isControl)
          && bytes[i...].starts(with: candidate.text)
      }
      guard let match else {
        i += 1
        continue
      }
      if start < i { pieces.append(.text(bytes[start..<i])) }
      pieces.append(.token(match.id))
      i += match.text.count
      start = i
    }
    if start < bytes.count { pieces.append(.text(bytes[start...])) }
    return pieces
  }
}
