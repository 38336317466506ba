import Base
import Notebook

/// What does not fit together among the knobs of a chapter, and the options with which all of it does.
///
/// All problems are told in one sentence, with one advice for all of them: who follows it must not run
/// into the next refusal.
package struct KnobAdvice {
  private var problems: [String] = []
  private var choices: [String] = []

  /// Nothing is wrong so far.
  package init() {}

  /// Adds a problem, the middle of a sentence, and what to choose instead: `--window 8 or more`.
  package mutating func add(_ problem: String, choose choices: String...) {
    problems.append(problem)
    self.choices += choices
  }

  /// Adds a problem if the kv heads cannot be shared evenly among the query heads.
  package mutating func addHeads(query: Int, kv: Int) {
    guard query % kv != 0 else { return }
    let smaller = (1..<query).filter { query % $0 == 0 }.map(String.init).joined(separator: ", ")
    add(
      "\(counted(query, "query head")) cannot share \(counted(kv, "kv head")) evenly",
      choose: "--kv-heads " + (smaller.isEmpty ? "" : smaller + " or ") + "\(query)")
  }

  /// Throws the sentence, if there are problems.
  package func check() throws {
    guard let first = problems.first?.first else { return }
    let sentence = String(first).uppercased() + problems.joined(separator: ", and ").dropFirst()
    throw InputError(sentence + ": choose " + choices.joined(separator: ", and ") + ".")
  }
}
