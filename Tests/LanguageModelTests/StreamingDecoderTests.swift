import Foundation
import Testing

@testable import LanguageModel

@Suite struct StreamingDecoderTests {
  private let tokenizer: Tokenizer

  init() throws {
    tokenizer = try Tokenizer(.bytes)  // a token is a byte, so every character is cut
  }

  private func parts(_ bytes: [UInt8]) -> [String] {
    var stream = StreamingDecoder(tokenizer)
    return bytes.map { stream.append(Int($0)) } + [stream.finish()]
  }

  @Test func aCharacterIsShownWhenItIsComplete() {
    #expect(parts(Array("aé".utf8)) == ["a", "", "é", ""])
    #expect(parts(Array("字".utf8)) == ["", "", "字", ""])
    #expect(parts(Array("🐈!".utf8)) == ["", "", "", "🐈", "!", ""])
    #expect(parts([0xF0, 0x9F, 0x90]) == ["", "", "", "\u{FFFD}"])
    // A sequence that cannot be completed is not waited for.
    #expect(parts([0xE0, 0x80]) == ["", "\u{FFFD}\u{FFFD}", ""])
    #expect(parts([0xFF, 0x41]) == ["\u{FFFD}", "A", ""])
    #expect(parts([0xC3, 0x41]) == ["", "\u{FFFD}A", ""])
  }

  /// Whatever the bytes, all parts together are what decoding all bytes at once gives.
  @Test func allPartsTogetherAreTheText() {
    let interesting: [UInt8] = [
      0x41, 0x80, 0xBF, 0xC1, 0xC2, 0xDF, 0xE0, 0xA0, 0xED, 0x9F, 0xEF, 0xF0, 0x90, 0xF4, 0x8F,
      0xF5,
      0xFF,
    ]
    for _ in 0..<20_000 {
      let bytes = (0..<Int.random(in: 1...8)).map { _ in interesting.randomElement()! }
      let whole = String(decoding: bytes, as: UTF8.self)
      #expect(Array(parts(bytes).joined().utf8) == Array(whole.utf8), "\(bytes)")
    }
  }

  @Test func controlTokensAreHidden() {
    var hidden = StreamingDecoder(tokenizer)
    var shown = StreamingDecoder(tokenizer, control: true)
    #expect(hidden.append(256) == "")
    #expect(shown.append(256) == "<|endoftext|>")
  }
}
