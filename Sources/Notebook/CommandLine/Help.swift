import Foundation

/// The texts of `--help` and `--list`.
struct Help {
  private let style: TerminalStyle
  private static let indent = 31

  init(_ style: TerminalStyle) { self.style = style }

  /// The text of `--help`.
  func options(of chapter: some Chapter) -> String {
    var lines = [TextLayout.wrap("\(chapter.program): \(chapter.title)", width: style.width), ""]
    let knobs = chapter.knobs
    if !knobs.isEmpty {
      lines += ["Knobs of this chapter:"] + knobs.flatMap(self.lines(of:)) + [""]
    }
    lines.append("Options of every chapter:")
    for rule in CommandLineReader.rules {
      lines.append(line("--\(rule.name)" + (rule.value.map { " " + $0 } ?? ""), rule.about))
    }
    lines.append("")
    let statuses = """
      Exit status: 0 all checks hold, 1 a check fails or an exercise is wrong, 64 wrong usage.
      """
    lines.append(TextLayout.wrap(statuses, width: style.width))
    return finished(lines.joined(separator: "\n") + "\n")
  }

  /// The text of `--help` of a program that is no chapter.
  func options(of tool: some Tool) -> String {
    var lines = [TextLayout.wrap("\(tool.program): \(tool.title)", width: style.width), ""]
    for (call, about) in tool.usage { lines.append(line(call, about)) }
    lines += ["", "Options:"] + knobs(of: tool).flatMap(self.lines(of:))
    lines.append(line("--help", "show this and end"))
    for remark in tool.remarks {
      lines += ["", TextLayout.wrap(remark.oneLine, width: style.width)]
    }
    return finished(lines.joined(separator: "\n") + "\n")
  }

  /// A knob, and what its values are.
  private func lines(of knob: (name: String, knob: any AnyKnob)) -> [String] {
    let (name, knob) = knob
    if knob.isSwitch { return [line("--\(name)", knob.about)] }
    return [
      line("--\(name) …", knob.about),
      line("", "\(knob.requirement); default\u{00A0}\(knob.initialText)"),
    ]
  }

  /// The text of `--list`.
  func list(_ sections: [Section]) -> String {
    let lines = sections.enumerated().map { i, section in
      let ids = section.ids.isEmpty ? "" : "  [\(section.ids.joined(separator: ", "))]"
      let number = TextLayout.pad("\(i + 1)", 2, right: true) + "  "
      return TextLayout.wrap(spelled(section.title) + ids, width: style.width, first: number)
    }
    return finished(lines.map { $0 + "\n" }.joined())
  }

  /// An option with the words about it in a column of their own.
  private func line(_ option: String, _ about: String) -> String {
    let head = option.isEmpty ? "" : "  " + option + "  "
    let margin = String(repeating: " ", count: min(Self.indent, style.width / 2))
    if head.columns <= margin.columns {
      return TextLayout.wrap(
        spelled(about), width: style.width, first: TextLayout.pad(head, margin.columns),
        rest: margin)
    }
    return head.trimmingEnd + "\n"
      + TextLayout.wrap(spelled(about), width: style.width, first: margin)
  }

  private func spelled(_ text: String) -> String { style.isUnicode ? text : ASCII.spell(text) }

  // Spaces that must not break a line are plain spaces to whoever copies an option.
  private func finished(_ text: String) -> String {
    spelled(text).replacingOccurrences(of: "\u{00A0}", with: " ")
  }
}
