import Base
import Notebook

extension Notes {
  /// How many statements of each part have which verdict, and what to keep of all.
  var whatRemains: Section {
    Section("What remains of them") { page in
      let statements = try Self.ledger.get().statements
      let verdicts = [Verdict.shown, .shownInPart(""), .contradicted(""), .onlyQuoted("")].map(
        \.name)
      let parts = [
        ("norms", "chapter-rmsnorm"), ("positions", "chapter-rope"),
        ("KV cache", "chapter-kv-cache"), ("heads", "chapter-gqa"),
      ]
      func count(_ verdict: String, _ program: String?) -> Int {
        statements.count { $0.verdict == verdict && (program == nil || $0.program == program) }
      }
      page.table(
        "The statements of each part, by verdict:", columns: ["part"] + verdicts,
        rows: parts.map { name, program in [name] + verdicts.map { "\(count($0, program))" } }
          + [["all"] + verdicts.map { "\(count($0, nil))" }])
      page.text(
        """
        *Keep:* a norm sets the size of numbers, and dividing by their RMS does it. Turn queries and keys by
        their positions, a pair of features at a time, and scores see distances. A causal model never changes an
        old key or value: store them. Let query heads share them: it saves memory and costs some quality.
        """)
    }
  }
}
