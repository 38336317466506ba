import Foundation

/// Pages for terminals whose locale knows ASCII only: every symbol that a page may use has a spelling
/// in plain letters.
enum ASCII {
  /// The text without a character outside ASCII.
  static func spell(_ text: String) -> String {
    guard !text.utf8.allSatisfy({ $0 < 128 }) else { return text }
    var result = ""
    var after: Character?
    for character in text {
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

  /// Whether the symbol has a spelling of its own.
  static func knows(_ character: Character) -> Bool {
    character.isASCII || spellings[character] != nil
  }

  private static func spelling(of character: Character) -> String {
    if let known = spellings[character] { return known }
    // A letter with a mark on it is readable without the mark.
    let base = String(character).decomposedStringWithCanonicalMapping.unicodeScalars.filter(
      \.isASCII)
    return base.isEmpty ? "?" : String(String.UnicodeScalarView(base))
  }

  private static let spellings: [Character: String] = {
    var table: [Character: String] = [
      "\u{00A0}": " ", "\u{2009}": " ", "\u{202F}": " ",
      "–": "-", "—": "-", "−": "-", "‑": "-", "…": "...", "·": "*", "×": "x", "÷": "/", "±": "+-",
      "“": "\"", "”": "\"", "„": "\"", "‘": "'", "’": "'", "′": "'", "«": "<<", "»": ">>",
      "≤": "<=", "≥": ">=", "≠": "!=", "≈": "~", "≡": "==", "∼": "~", "≪": "<<", "≫": ">>",
      "→": "->", "←": "<-", "↔": "<->", "⇒": "=>", "↑": "^", "↓": "v", "↦": "|->",
      "√": "sqrt", "∞": "inf", "Σ": "sum", "∑": "sum", "∏": "prod", "∂": "d", "∈": "in",
      "∉": "not in",
      "⟨": "<", "⟩": ">", "‖": "||", "⌊": "floor(", "⌋": ")", "⌈": "ceil(", "⌉": ")", "∘": "o",
      "⊙": "(*)", "⊗": "(x)", "⊕": "(+)", "∥": "||", "⊤": "^T", "ᵀ": "^T", "ℝ": "R", "𝟙": "1",
      "✓": "ok", "✗": "FAILS:", "◆": "*", "•": "*", "●": "o", "○": "o", "▪": "#", "▸": ">",
      "│": "|", "─": "-", "═": "=", "┤": "|", "├": "|", "└": "+", "┘": "+", "┌": "+", "┐": "+",
      "┼": "+", "┬": "+", "┴": "+", "█": "#", "▉": "#", "▊": "#", "▋": "#", "▌": "#", "▍": "#",
      "▎": "#", "▏": "#", "░": ".", "▒": ":", "▓": "%", "§": "sec.", "µ": "u", "°": " deg",
      "ß": "ss",
      "½": "1/2", "¼": "1/4", "¬": "not ",
    ]
    let greek: [(Character, String)] = [
      ("α", "alpha"), ("β", "beta"), ("γ", "gamma"), ("δ", "delta"), ("ε", "eps"), ("ζ", "zeta"),
      ("η", "eta"), ("θ", "theta"), ("κ", "kappa"), ("λ", "lambda"), ("μ", "mu"), ("ν", "nu"),
      ("ξ", "xi"), ("π", "pi"), ("ρ", "rho"), ("σ", "sigma"), ("τ", "tau"), ("φ", "phi"),
      ("χ", "chi"), ("ψ", "psi"), ("ω", "omega"), ("Δ", "Delta"), ("Θ", "Theta"), ("Ω", "Omega"),
      ("Φ", "Phi"), ("Λ", "Lambda"), ("Γ", "Gamma"), ("Π", "Pi"),
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
