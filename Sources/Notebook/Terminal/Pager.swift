import Foundation

/// Shows a text screen by screen, as its reader wants it: where a screen is full, before each section and
/// before an answer it waits. Through a pipe, where there is no screen, it waits before sections only.
final class Pager {
  /// Where a text waits for the reader.
  static let pause: Character = "\u{0C}"

  private let height: Int?
  private let width: Int
  /// Lines on the screen since it was last full.
  private var shown = 0
  private var isInSection = false
  private var mode = Mode.screens
  /// What was shown folded since the reader was asked.
  private var folded: [String] = []

  /// What the reader wants next.
  enum Answer { case more, deeper, section, all, leave }
  private enum Mode { case screens, section, all }

  /// - Parameters:
  ///   - height: lines of the screen; `nil` where there is none.
  ///   - width: columns of the screen, beyond which a line becomes two.
  init(height: Int?, width: Int) {
    (self.height, self.width) = (height.map { max(4, $0) }, max(1, width))
  }

  /// Shows a block, in pieces if it is higher than the screen.
  ///
  /// - Parameters:
  ///   - unfolded: what the block says when it is unfolded; `nil` if nothing of it is folded.
  ///   - ask: says what comes next and waits for the answer.
  /// - Returns: whether the reader wants more.
  func show(
    _ text: String, unfolded: String? = nil, isSection: Bool, write: (String) throws -> Void,
    ask: (String) -> Answer
  ) rethrows -> Bool {
    if isSection {
      if mode == .section { mode = .screens }
      // Through a pipe there is nothing to look at before the first one.
      let isDue = height == nil ? isInSection : shown > 0
      if isDue, mode == .screens, try !wait("next section", write, ask) { return false }
      isInSection = true
    }
    let parts = text.split(separator: Self.pause, omittingEmptySubsequences: false)
    for (i, part) in parts.enumerated() {
      // Through a pipe a line is the answer to a section.
      if i > 0, mode == .screens, height != nil, try !wait("the answer", write, ask) {
        return false
      }
      if try !show(part, write, ask) { return false }
    }
    if let unfolded { folded.append(unfolded) }
    return true
  }

  private func show(
    _ part: Substring, _ write: (String) throws -> Void, _ ask: (String) -> Answer
  ) rethrows -> Bool {
    guard let height, mode == .screens else {
      shown += 1
      try write(String(part))
      return true
    }
    var lines = part.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    let room = height - 1  // the last line is for the question
    let total = lines.map(rows).reduce(0, +)
    // A block that fits on a screen is not torn.
    if shown > 0, shown + total > room, total <= room || shown > room / 2 {
      guard try wait("more", write, ask) else { return false }
      if mode == .screens { lines = lines.drop { $0.isEmpty } }
    }
    var pending = ""
    for line in lines {
      let count = rows(line)
      if shown > 0, shown + count > room, mode == .screens {
        try write(pending)
        pending = ""
        guard try wait("more", write, ask) else { return false }
      }
      pending += line + "\n"
      shown += count
    }
    try write(pending)
    return true
  }

  /// Rows of the screen that a line fills.
  private func rows(_ line: Substring) -> Int { max(1, (line.columns + width - 1) / width) }

  private func wait(
    _ what: String, _ write: (String) throws -> Void, _ ask: (String) -> Answer
  ) rethrows -> Bool {
    switch ask(folded.isEmpty ? what : what + ", d: deeper") {
    case .more: mode = .screens
    case .deeper:
      // The reader is asked again below what was folded.
      let texts = folded
      folded = []
      shown = 0
      mode = .screens
      for text in texts where try !show(text[...], write, ask) { return false }
      return try mode != .screens || wait(what, write, ask)
    case .section: mode = .section
    case .all: mode = .all
    case .leave: return false
    }
    shown = 0
    folded = []
    return true
  }
}
