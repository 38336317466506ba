import Testing

@testable import Notebook
@testable import Pictures

private func shown(_ blocks: [Block]) -> String {
  let renderer = HTMLRenderer()
  return blocks.map(renderer.show).joined() + renderer.finish()
}

@Suite struct HTMLRendererTests {
  private var page: String {
    var title = Samples.title
    title.contents = [
      .init(number: 1, title: "One & <two>", ids: []), .init(number: 2, title: "Three", ids: []),
    ]
    let second = Block.section(.init(number: 2, title: "Three", ids: []))
    return shown([.title(title)] + Samples.blocks.dropFirst() + [second])
  }

  @Test func needsNothingFromElsewhere() {
    #expect(page.components(separatedBy: "<script>").count == 2)
    #expect(!page.contains("<script ") && !page.contains("javascript:"))
    for call in ["fetch(", "XMLHttpRequest", "import(", "innerHTML", "eval("] {
      #expect(!HTMLScript.text.contains(call))
    }
    #expect(!page.contains("@import") && !page.contains("<link") && !page.contains("url("))
    // Addresses are for readers to follow; nothing is loaded from one.
    #expect(page.matches(of: /(src|srcset|data|poster|action)="[^"]*"/).isEmpty)
    for match in page.matches(of: /https?:[^"<\s]*/) {
      let address = String(match.0)
      #expect(address == "http://www.w3.org/2000/svg" || page.contains("href=\"\(address)"))
    }
  }

  @Test func everyLinkWithinThePageLeadsSomewhere() {
    let ids = page.matches(of: /\bid="([^"]+)"/).map { String($0.1) }
    #expect(Set(ids).count == ids.count)
    let links = page.matches(of: /href="#([^"]+)"/).map { String($0.1) }
    #expect(links.count >= 5)
    for link in links { #expect(ids.contains(link), "#\(link)") }
    for labels in page.matches(of: /aria-labelledby="([^"]+)"/) {
      for id in labels.1.split(separator: " ") { #expect(ids.contains(String(id))) }
    }
  }

  @Test func elementsAreClosed() {
    for tag in ["section", "main", "figure", "table", "aside", "p", "div", "nav", "ul", "math"] {
      let opened = page.matches(of: try! Regex("<\(tag)[ >]")).count
      #expect(opened == page.matches(of: try! Regex("</\(tag)>")).count, "\(tag)")
    }
  }

  @Test func charactersWithAMeaningLoseIt() {
    #expect(
      HTMLText.prose("a < b & \"c\" > *d* `<e>`")
        == "a &lt; b &amp; &quot;c&quot; &gt; <em>d</em> <code>&lt;e&gt;</code>")
    #expect(HTMLText.prose("[a](https://b.c/?d&e)") == "<a href=\"https://b.c/?d&amp;e\">a</a>")
    #expect(HTMLText.prose("[a](javascript:b)") == "a")
    #expect(HTMLText.prose("[a](other.md)") == "a")
  }

  @Test func signsAreThoseOfPrinters() {
    #expect(
      HTMLText.prose("a token's, tokens' and `Mini`'s; x' ") == """
        a token’s, tokens’ and <code>Mini</code>’s; x' 
        """)
    #expect(
      HTMLText.prose("`a'b` `--no-timing`") == """
        <code>a'b</code> <code><span class="short">--no-timing</span></code>
        """)
    #expect(["-0.5", "-", "5", "-x"].map(HTMLText.withMinusSigns) == ["−0.5", "-", "5", "-x"])
    #expect(
      HTMLText.conditions("2 cores, 2026-11-23") == """
        2 cores, <span class="short">2026-11-23</span>
        """)
  }

  @Test func plotsHaveAFormForPhones() {
    let page = shown([.plot(Samples.curves), .heatMap(Samples.heatMap)])
    #expect(page.components(separatedBy: "<div class=\"narrow\">").count == 2)
    #expect(page.components(separatedBy: "<svg").count == 4)
  }

  @Test func curvesCanBeReadAndPointsHaveNames() {
    let plot = Plot(
      "c", x: .linear("x"), y: .linear("y"),
      [.line("a", [(1, 0.25), (2, 8)]), .points("b", [("first & last", 1.5, 3)])])
    let page = shown([.plot(plot)])
    #expect(page.contains("<title>first &amp; last: x 1.5, y 3</title>"))
    #expect(page.contains("<title>a: x 1, y 0.25</title>"))
    #expect(page.contains("<g class=\"read\" data-x=\"x\">"))
    #expect(page.contains("|1|0.25;") && page.contains("|1.5|first &amp; last 3\""))
    // A file of its own is drawn only.
    let alone = Figure.plot(plot).svg(id: "i", isStandalone: true)
    #expect(!alone.contains("data-") && alone.components(separatedBy: "<title").count == 2)
  }

  @Test func aSlidersPicturesHaveTheSameScales() {
    let small = Plot.Choice("10", .line("a", [(0, 1), (4, 2)]))
    let large = Plot.Choice("20", .line("a", [(0, 1), (8, 900)]))
    var plot = Plot("c", x: .linear("x"), y: .linear("y"), small.series)
    plot.choices = .init(knob: "base", values: [small, large], shown: 0)
    let page = shown([.plot(plot)])
    #expect(page.contains("<div class=\"choices\" data-knob=\"base\">"))
    #expect(page.contains("<div data-value=\"10\">"))
    #expect(page.contains("<div data-value=\"20\" hidden>"))
    #expect(page.components(separatedBy: ">1000</text>").count == 5)
    let ids = page.matches(of: /\bid="([^"]+)"/).map { String($0.1) }
    #expect(Set(ids).count == ids.count)
  }

  @Test func everyMentionOfASourceIsALink() {
    let sources = [Reference("Su et al., 2021", arXiv: "2104.09864")]
    #expect(
      HTMLText.prose("see (Su et al., 2021, eq. 3)", linking: sources)
        == "see (<a href=\"https://arxiv.org/abs/2104.09864\">Su et al., 2021</a>, eq. 3)")
    #expect(
      MarkdownText.prose("*T5*, arXiv 1910.10683, `arXiv 1910.10683`")
        == "*T5*, [arXiv 1910.10683](https://arxiv.org/abs/1910.10683), `arXiv 1910.10683`")
    #expect(
      MarkdownText.prose("[Su et al., 2021](https://a.b)", linking: sources)
        == "[Su et al., 2021](https://a.b)")
  }

  @Test func pathsAndOptionsBreakWhereReadersExpectIt() {
    #expect(
      HTMLText.prose("`Sources/Notebook/Figures/SVG.swift --a-b`")
        == "<code>Sources/<wbr>Notebook/<wbr>Figures/<wbr>SVG.swift "
        + "<span class=\"short\">--a-b</span></code>")
  }

  @Test func codeIsColoured() {
    #expect(
      SwiftHighlighter.html("let θ = Tensor(\"<\\\"\", 1.5e-3)  // x < y")
        == "<span class=\"k\">let</span> θ = <span class=\"t\">Tensor</span>("
        + "<span class=\"s\">&quot;&lt;\\&quot;&quot;</span>, <span class=\"n\">1.5e-3</span>)  "
        + "<span class=\"c\">// x &lt; y</span>")
    #expect(
      SwiftHighlighter.html("0..<5 a.in 0x1F") == "<span class=\"n\">0</span>..&lt;"
        + "<span class=\"n\">5</span> a.in <span class=\"n\">0x1F</span>")
    #expect(
      SwiftHighlighter.html("#\"a\"b\"# /* c") == "<span class=\"s\">#&quot;a&quot;b&quot;#</span> "
        + "<span class=\"c\">/* c</span>")
    for source in ["", "\"open", "\"\"\"\nopen", "#", "@", "/", "\"\\", "1.", "🦉"] {
      #expect(SwiftHighlighter.html(source).replacing(/<[^>]*>/, with: "") == source.xml)
    }
  }
}

@Suite struct MathMLTests {
  private func math(_ tex: String) -> String? {
    guard let element = MathML.element(tex, alternative: "a") else { return nil }
    let start = "<math display=\"block\" aria-label=\"a\">"
    return String(element.dropFirst(start.count).dropLast("</math>".count))
  }

  @Test func indicesAndFractions() {
    #expect(math("x_i^2") == "<msubsup><mi>x</mi><mi>i</mi><mn>2</mn></msubsup>")
    #expect(
      math(#"\frac{1}{\sqrt{d}}"#)
        == "<mfrac><mn>1</mn><msqrt><mi>d</mi></msqrt></mfrac>")
    #expect(math(#"\sum_{j=1}^{n} j"#)?.hasPrefix("<mrow><munderover><mo") == true)
    #expect(math("f'") == "<msup><mi>f</mi><mrow><mo>′</mo></mrow></msup>")
  }

  @Test func matricesAndLines() {
    let matrix = math(#"\begin{bmatrix} a & b \\ c & d \end{bmatrix}"#)
    #expect(matrix?.components(separatedBy: "<mtr>").count == 3)
    #expect(matrix?.components(separatedBy: "<mtd>").count == 5)
    #expect(math(#"a &= b \\ &= c"#)?.components(separatedBy: "<mtr>").count == 3)
  }

  @Test func spacesOfWordsAreKept() {
    #expect(
      math(#"\text{by index } G"#)?.contains("<mtext>by\u{00A0}index\u{00A0}</mtext>") == true)
  }

  @Test func whatIsSetApartCanStandBelow() {
    func pieces(_ tex: String) -> Int { MathML.elements(tex, alternative: "a").count }
    #expect(pieces(#"a = b, \qquad c = d"#) == 2)
    #expect(pieces(#"a = b"#) == 1)
    // A distance within braces parts nothing.
    #expect(pieces(#"\frac{a \qquad b}{c}"#) == 1)
    #expect(pieces(#"a \qquad \unknown"#) == 0)
    #expect(MathML.elements(#"a \qquad b"#, alternative: "w").joined().contains("aria-label=\"w\""))
  }

  @Test func functionsKeepTheirDistance() {
    #expect(math(#"\cos m"#)?.contains("mspace") == true)
    #expect(math(#"\cos(m)"#)?.contains("mspace") == false)
  }

  @Test(arguments: [
    #"\unknown x"#, "{a", "a}", #"\begin{bmatrix} a"#, #"\left( a"#, "a^", "_", #"\frac{a}"#,
    #"\text{$x$}"#, #"\end{bmatrix}"#, "\\", "$",
  ])
  func whatIsNotUnderstoodIsNotShown(tex: String) {
    #expect(math(tex) == nil)
  }

  @Test func theAlternativeIsThePlainText() {
    let formula = Formula(text: "a < b", tex: #"\unknown"#)
    #expect(shown([.formula(formula)]).contains("<pre>a &lt; b</pre>"))
  }
}
