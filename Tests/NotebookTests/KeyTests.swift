import Testing

@testable import Notebook

@Suite struct KeyTests {
  /// The keys of a text that arrives at once, the one that breaks off at its end among them.
  private func keys(_ text: String) -> [Key] {
    var decoder = KeyDecoder()
    return decoder.keys(text.utf8) + (decoder.rest().map { [$0] } ?? [])
  }

  @Test(arguments: [
    ("q", [Key.character("q")]), ("ä≥", [.character("ä"), .character("≥")]),
    ("\n\r", [.enter, .enter]), ("\u{7F}", [.backspace]), ("\u{1B}", [.escape]),
    ("\u{1B}[A", [.up]), ("\u{1B}OB", [.down]), ("\u{1B}[C\u{1B}[D", [.right, .left]),
    ("\u{1B}[5~", [.pageUp]), ("\u{1B}[6~", [.pageDown]),
    ("\u{1B}[H\u{1B}OH\u{1B}[1~\u{1B}[7~", [.home, .home, .home, .home]),
    ("\u{1B}[F\u{1B}OF\u{1B}[4~\u{1B}[8~", [.end, .end, .end, .end]),
    ("\u{1B}[1;5A", [.up]), ("\u{1B}[5;2~", [.pageUp]),
    // What no page has a use for, and whatever its length nothing of it is left over.
    ("\u{1B}[24~a", [.other, .character("a")]), ("\u{1B}[15;5~a", [.other, .character("a")]),
    ("\u{1B}[[Aa", [.other, .character("a")]), ("\u{1B}[113;5ua", [.other, .character("a")]),
    ("\u{1B}]11;rgb:0/0/0\u{7}a", [.other, .character("a")]),
    ("\u{1B}P1$r0m\u{1B}\\a", [.other, .character("a")]),
    ("\u{1B}aa", [.other, .character("a")]), ("\u{1B}\u{1B}[Aa", [.other, .character("a")]),
    ("\u{1B}[12", [.other]), ("\u{1B}[1\na", [.other, .enter, .character("a")]),
  ])
  func bytesAreKeys(text: String, expected: [Key]) {
    #expect(keys(text) == expected)
    // Byte by byte they are the same keys.
    var decoder = KeyDecoder()
    #expect(text.utf8.flatMap { decoder.keys([$0]) } + [decoder.rest()].compacted == expected)
  }

  @Test func whatIsNoLetterIsPassedOver() {
    var decoder = KeyDecoder()
    #expect(decoder.keys([0xFF, 0xC3, 0x61]) == [.other, .other, .character("a")])
    #expect(decoder.keys([0xC3]).isEmpty && decoder.isWithinKey)
    #expect(decoder.keys([0xA4]) == [.character("ä")] && !decoder.isWithinKey)
  }
}

extension [Key?] {
  fileprivate var compacted: [Key] { compactMap { $0 } }
}
