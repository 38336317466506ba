@testable import Notebook

/// A page whose blocks are kept.
struct TestPage {
  let page: Page
  private let kept = Kept()

  private final class Kept { var blocks: [Block] = [] }

  init(_ options: Options = Options(), claims: [Claim] = [], corrections: [Correction] = []) {
    page = Page(options: options, chapter: .init(claims: claims, corrections: corrections)) {
      [kept] in kept.blocks.append($0)
    }
  }

  var blocks: [Block] { kept.blocks }

  /// What a terminal of plain text would show.
  func text(width: Int = 80) -> String {
    let renderer = TerminalRenderer(.init(width: width, isUnicode: true, isColored: false))
    return blocks.map(renderer.show).joined()
  }
}
