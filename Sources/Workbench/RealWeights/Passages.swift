/// Texts that published models are asked about.
package enum Passages {
  /// A program that nobody has seen before, for models that were trained on programs.
  package static let code = """
    /// A queue of events in the order of their times.
    struct EventQueue {
      private var heap: [Event] = []

      var isEmpty: Bool { heap.isEmpty }
      var count: Int { heap.count }

      mutating func push(_ event: Event) {
        heap.append(event)
        var child = heap.count - 1
        while child > 0 {
          let parent = (child - 1) / 2
          if heap[parent].time <= heap[child].time { break }
          heap.swapAt(parent, child)
          child = parent
        }
      }

      mutating func pop() -> Event? {
        guard let first = heap.first else { return nil }
        let last = heap.removeLast()
        if heap.isEmpty { return first }
        heap[0] = last
        var parent = 0
        while true {
          let left = 2 * parent + 1
          let right = left + 1
          var smallest = parent
          if left < heap.count && heap[left].time < heap[smallest].time {
            smallest = left
          }
          if right < heap.count && heap[right].time < heap[smallest].time {
            smallest = right
          }
          if smallest == parent { break }
          heap.swapAt(parent, smallest)
          parent = smallest
        }
        return first
      }
    }

    struct Event {
      var time: Double
      var name: String
    }

    func simulate(until end: Double) -> [String] {
      var queue = EventQueue()
      queue.push(Event(time: 0.5, name: "start"))
      queue.push(Event(time: 0.2, name: "open"))
      queue.push(Event(time: 0.9, name: "close"))
      var names: [String] = []
      while let event = queue.pop() {
        if event.time > end { break }
        names.append(event.name)
      }
      return names
    }
    """

  /// Lines joined to paragraphs with an empty line between them, as a book has them in a file.
  static func paragraphs(_ text: String) -> String {
    var (paragraphs, lines): ([String], [Substring]) = ([], [])
    for line in (text + "\n\n").split(separator: "\n", omittingEmptySubsequences: false) {
      if !line.isEmpty {
        lines.append(line)
      } else if !lines.isEmpty {
        paragraphs.append(lines.joined(separator: " "))
        lines = []
      }
    }
    return paragraphs.joined(separator: "\n\n")
  }
}
