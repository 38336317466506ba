import Foundation

/// Live pictures on a page for browsers: their sliders and what stands beside them, hidden as long as no script
/// runs; and at the end of a page that has any, the module that draws them.
enum HTMLLive {
  /// The knobs of a picture, each of them an input, and room for what is a touch away.
  static func knobs(_ live: Live) -> String {
    let inputs = live.knobs.map { knob in
      switch knob.kind {
      case "text":
        "<label class=\"slider\">\(knob.label.xml) <input type=\"text\" maxlength=\"16000\" "
          + "autocomplete=\"off\" spellcheck=\"false\" value=\"\(knob.value.xml)\"></label>\n"
      case "pointed": "<input type=\"hidden\" value=\"\(knob.shown)\">\n"
      case "run":
        "<p class=\"run\"><input type=\"hidden\" value=\"0\" data-most=\"\(knob.count - 1)\"></p>\n"
      default:
        "<label class=\"slider\">\(knob.label.xml) <input type=\"range\" min=\"0\" "
          + "max=\"\(knob.count - 1)\" step=\"1\" value=\"\(knob.shown)\" "
          + "aria-valuetext=\"\(knob.value.xml)\"> <output>\(knob.value.xml)</output></label>\n"
      }
    }
    return "<div class=\"live\" hidden>\n<p><b>Try it:</b> \(live.invitation.xml)</p>\n"
      + inputs.joined() + "<p class=\"offers\"></p>\n</div>\n"
  }

  /// The numbers and checks beside it, as the module gives them.
  static func lines(_ live: Live) -> String {
    let lines = live.lines.map { line in
      if line[0] == "=" { return "<p class=\"check\">\(line[1].xml)</p>\n" }
      let (style, sign) = line[0] == "+" ? ("holds", "✓") : ("fails", "✗")
      return "<p class=\"check \(style)\"><span class=\"sign\">\(sign)</span> "
        + "<span class=\"statement\">\(line[1].xml)</span> "
        + "<span class=\"verdict\">\(line[2].xml)</span></p>\n"
    }
    return "<div class=\"lines\" aria-live=\"polite\">\n\(lines.joined())</div>\n"
  }

  /// The module in its packed form, the numbers of a model, and the script that calls it; nothing where
  /// there is no module.
  ///
  /// - Parameter file: the script beside the page that carries the module; `nil` if the page does.
  static func scripts(_ numbers: String?, module file: HTMLScriptFile? = nil) -> String {
    guard let module = file == nil ? module : "" else { return "" }
    let data = [("live-module", module), ("live-numbers", numbers ?? "")]
      .filter { !$0.1.isEmpty }
      .map { "<script type=\"text/plain\" id=\"\($0.0)\">\($0.1)</script>\n" }
    return data.joined() + (file?.element ?? "") + "<script>\(LiveScript.content)</script>\n"
  }

  /// The packed module in base 64; `nil` where there is none.
  static var module: String? {
    PackageFolder.url().flatMap {
      try? Data(contentsOf: $0.appendingPathComponent("Chapters/Kept/live.wasm.gz"))
    }?.base64EncodedString()
  }

  /// What a page may do: run these two scripts and that module, and load nothing from anywhere.
  static let policy = policy(files: [])

  /// The same for a page that runs scripts of files beside it, too.
  static func policy(files: [HTMLScriptFile]) -> String {
    let scripts = [HTMLScript.content, LiveScript.content].map { script in
      "'sha256-" + SHA256.base64(of: script) + "'"
    }
    return "default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src "
      + (scripts + files.map { "'nonce-\($0.nonce)'" }).joined(separator: " ")
      + " 'wasm-unsafe-eval'; base-uri 'none'; form-action 'none'"
  }
}
