import Foundation

/// Pages for terminals whose locale knows ASCII only: a symbol that a page may use has a spelling in
/// plain letters.
enum ASCII {
  /// The text without a character outside ASCII. A symbol without a spelling is named by its code
  /// point, `<U+2A7D>`, so that nobody takes it for a question mark.
  static func spell(_ text: String) -> String {
    guard !text.utf8.allSatisfy({ $0 < 128 }) else { return text }
    var result = ""
    var after: Character?
    for (i, character) in zip(text.indices, text) {
      if character == "√" {
        // √(d/2) is sqrt(d/2), √d is sqrt d.
        result += text[text.index(after: i)...].first == "(" ? "sqrt" : "sqrt "
        after = character
        continue
      }
      let spelling = character.isASCII ? String(character) : spelling(of: character)
      // "10²³" is 10^23: one sign for a run of raised or lowered digits.
      let mark = spelling.first
      let continues =
        spelling.count > 1 && (mark == "^" || mark == "_")
        && after.map { !$0.isASCII && Self.spelling(of: $0).first == mark } ?? false
      result += continues ? String(spelling.dropFirst()) : spelling
      after = character
    }
    return result
  }

  private static func spelling(of character: Character) -> String {
    if let known = spellings[character] { return known }
    // A letter with a mark on it is readable without the mark, a letter of another face without it.
    let plain = String(character).decomposedStringWithCompatibilityMapping.map { part in
      spellings[part] ?? String(String.UnicodeScalarView(part.unicodeScalars.filter(\.isASCII)))
    }.joined()
    if !plain.isEmpty { return plain }
    return character.unicodeScalars.filter { $0.properties.generalCategory != .format }
      .map { "<U+" + String($0.value, radix: 16, uppercase: true) + ">" }.joined()
  }

  private static let spellings: [Character: String] = {
    var table: [Character: String] = [
      "\u{00A0}": " ", "\u{2009}": " ", "\u{202F}": " ", "\u{200B}": "", "\u{FEFF}": "",
      "–": "-", "—": "-", "−": "-", "‑": "-", "‐": "-", "…": "...", "⋯": "...", "⋮": ":", "⋱": "\\",
      "·": "*", "⋅": "*", "∙": "*", "×": "x", "÷": "/", "⁄": "/", "±": "+-", "∓": "-+",
      "“": "\"", "”": "\"", "„": "\"", "‘": "'", "’": "'", "′": "'", "″": "''", "«": "<<",
      "»": ">>",
      "≤": "<=", "≥": ">=", "≠": "!=", "≈": "~", "≅": "~", "≃": "~", "∝": "~", "≡": "==", "∼": "~",
      "≪": "<<", "≫": ">>", "≔": ":=",
      "→": "->", "←": "<-", "↔": "<->", "⇒": "=>", "⇔": "<=>", "↑": "^", "↓": "v", "↦": "|->",
      "∞": "inf", "∑": "sum", "∏": "prod", "∫": "int", "∂": "d", "∇": "grad", "∈": "in",
      "∉": "not in", "⊂": "in", "⊆": "in", "∪": "or", "∩": "and", "∅": "{}", "∀": "all ",
      "∃": "some ", "∧": "and", "∨": "or", "¬": "not ",
      "⟨": "<", "⟩": ">", "‖": "||", "∥": "||", "∣": "|", "⌊": "floor(", "⌋": ")", "⌈": "ceil(",
      "⌉": ")", "∘": "o", "⊙": "(*)", "⊗": "(x)", "⊕": "(+)", "⊤": "^T", "ᵀ": "^T", "⊥": "|_",
      "𝟙": "1", "ℓ": "l", "∎": "#",
      "✓": "ok", "✗": "FAILS:", "◆": "*", "•": "*", "●": "o", "○": "o", "◦": "o", "▪": "#",
      "■": "#", "□": ".", "▸": ">", "▾": "v", "▴": "^", "▶": ">", "△": "^", "▲": "^", "▼": "v",
      "░": ".", "▒": ":",
      "▓": "%", "█": "#", "▉": "#", "▊": "#", "▋": "#", "▌": "#", "▍": "#", "▎": "#", "▏": "#",
      "│": "|", "┆": ":", "║": "|", "─": "-", "━": "-", "═": "=", "┤": "|", "├": "|", "└": "+",
      "┘": "+",
      "┌": "+", "┐": "+", "┼": "+", "┬": "+", "┴": "+", "╭": "+", "╮": "+", "╰": "+", "╯": "+",
      "⎡": "[", "⎢": "[", "⎣": "[", "⎤": "]", "⎥": "]", "⎦": "]", "⎛": "(", "⎜": "(", "⎝": "(",
      "⎞": ")", "⎟": ")", "⎠": ")", "⎧": "{", "⎨": "{", "⎩": "{", "⎪": "|",
      "§": "sec.", "µ": "u", "°": " deg", "ß": "ss", "æ": "ae", "ø": "o", "½": "1/2", "¼": "1/4",
      "¾": "3/4", "©": "(c)", "€": "EUR", "†": "+",
    ]
    let greek: [(Character, String)] = [
      ("α", "alpha"), ("β", "beta"), ("γ", "gamma"), ("δ", "delta"), ("ε", "eps"), ("ζ", "zeta"),
      ("η", "eta"), ("θ", "theta"), ("κ", "kappa"), ("λ", "lambda"), ("μ", "mu"), ("ν", "nu"),
      ("ξ", "xi"), ("π", "pi"), ("ρ", "rho"), ("σ", "sigma"), ("τ", "tau"), ("φ", "phi"),
      ("χ", "chi"), ("ψ", "psi"), ("ω", "omega"), ("ι", "iota"), ("ϵ", "eps"), ("ϑ", "theta"),
      ("ϕ", "phi"), ("ς", "sigma"), ("Δ", "Delta"), ("Θ", "Theta"), ("Ω", "Omega"), ("Φ", "Phi"),
      ("Λ", "Lambda"), ("Γ", "Gamma"), ("Π", "Pi"), ("Σ", "sum"), ("Ψ", "Psi"), ("Ξ", "Xi"),
    ]
    for (letter, name) in greek { table[letter] = name }
    for (raised, plain) in zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁱⁿᵈᵏᵐᵖᵗ", "0123456789+-()indkmpt") {
      table[raised] = "^\(plain)"
    }
    for (lowered, plain) in zip("₀₁₂₃₄₅₆₇₈₉₊₋₍₎ᵢⱼₖₘₙₚₛₜₐₑₒₓₕ", "0123456789+-()ijkmnpstaeoxh") {
      table[lowered] = "_\(plain)"
    }
    return table
  }()
}

extension Lettering {
  /// What a terminal can show, symbols spelled out where that is ASCII alone.
  init(isUnicode: Bool) { self = isUnicode ? .unicode : .ascii(ASCII.spell) }
}
