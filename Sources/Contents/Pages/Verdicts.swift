import Notebook

extension Recording {
  /// The check on which the verdict on a claim rests.
  package func decidingCheck(of id: String) -> Check? { checks.first { $0.id == id && $0.decides } }

  /// The sections whose heading names an id.
  package func sections(of id: String) -> [Int] {
    sections.filter { $0.heading.ids.contains(id) }.compactMap(\.heading.number)
  }
}
