/// A number and what is counted, in the plural unless there is one: `1 token`, `2 tokens`.
package func counted(_ count: Int, _ noun: String) -> String {
  count == 1 ? "1 \(noun)" : "\(count) \(noun)s"
}
