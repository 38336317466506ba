/// What all HTML pages begin with.
enum HTMLPage {
  /// From the first line to the beginning of the body.
  static func head(_ title: String, policy: String? = nil) -> String {
    let policy = policy.map {
      "\n<meta http-equiv=\"Content-Security-Policy\" content=\"\($0)\">"
    }
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">\(policy ?? "")
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>\(title.xml)</title>
      <style>
      \(HTMLStyle.sheet)\(SVGStyle.embedded)
      </style>
      </head>
      <body>
      <a class="skip" href="#text">Skip to the text</a>

      """
  }
}

/// Where links to a page lead.
package enum HTMLAnchor {
  /// To a part that has no number: `where-to-read-on`.
  package static func of(title: String) -> String { HTMLText.anchor(title) }
}
