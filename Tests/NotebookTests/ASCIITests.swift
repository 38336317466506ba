import Foundation
import Testing

@testable import Notebook

@Suite struct ASCIITests {
  @Test(arguments: [
    ("plain {text} 1*2", "plain {text} 1*2"), ("θ ≤ √d", "theta <= sqrt d"),
    ("√(d/2)", "sqrt(d/2)"),
    ("10²³ x₁₂", "10^23 x_12"), ("x₁²", "x_1^2"), ("é ü ñ Å", "e u n A"),
    ("⟨q, k⟩ ‖x‖", "<q, k> ||x||"),
    ("10\u{00A0}000", "10 000"), ("“so” … – —", "\"so\" ... - -"), ("│─┤└█▌", "|-|+##"),
    ("✓ ✗ ◆", "ok FAILS: *"), ("ℝ 𝑥 ﬁ ½", "R x fi 1/2"), ("x̂", "x"), ("µs", "us"), ("−∞", "-inf"),
    ("⎡1 0⎤", "[1 0]"), ("τ ∝ β", "tau ~ beta"), ("", ""),
  ])
  func spellsWhatPagesUse(text: String, spelling: String) {
    #expect(ASCII.spell(text) == spelling)
  }

  @Test func namesWhatItCannotSpell() {
    #expect(ASCII.spell("a ⩽ b 日?") == "a <U+2A7D> b <U+65E5>?")
  }

  @Test func neverLetsACharacterThrough() {
    let all = (0x80...0x2FFF).compactMap(Unicode.Scalar.init).map(Character.init)
    #expect(ASCII.spell(String(all)).utf8.allSatisfy { $0 < 128 })
  }

  @Test(arguments: [
    (["LANG": "C.UTF-8"], true), (["LANG": "de_DE.utf8"], true), ([:], false),
    (["LC_ALL": "C", "LANG": "en_US.UTF-8"], false), (["LC_ALL": "", "LANG": "en_US.UTF-8"], true),
    (["LC_CTYPE": "UTF-8", "LANG": "C"], true), (["LANG": "en_US.ISO-8859-1"], false),
  ])
  func theLocaleDecides(environment: [String: String], isUnicode: Bool) {
    #expect(TerminalStyle.isUnicode(environment) == isUnicode)
  }
}
