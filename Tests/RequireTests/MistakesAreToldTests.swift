import Foundation
import Notebook
import Testing

// The mistakes are handed to processes of their own by their numbers, which Swift can since 6.3.
#if compiler(>=6.3)

  /// `precondition` drops its sentence under `-O`, which this package uses everywhere, and nobody
  /// noticed: hence every mistake is made here, in a process of its own, and its sentence read.
  @Suite struct MistakesAreToldTests {
    /// What the program writes on standard error when it makes mistake `index`.
    private func lastWords(of index: Int) async -> String {
      let result = await #expect(
        processExitsWith: .exitCode(70), observing: [\.standardErrorContent],
        sourceLocation: Mistake.all[index].location
      ) { [index] in try Mistake.all[index].make() }
      return String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    }

    /// What stands where a compiler cannot see that nobody comes by.
    private let unreachable = ["only numbers have a fixed place", "products with \\(kind.name)"]

    @Test func everyMistakeIsToldAndEveryRequirementTried() async throws {
      let all = Mistake.all
      var told = Set<String>()
      await withTaskGroup(of: (Int, String).self) { group in
        func begin(_ index: Int) {
          if index < all.count { group.addTask { (index, await lastWords(of: index)) } }
        }
        for index in 0..<4 { begin(index) }
        var begun = 4
        for await (index, words) in group {
          begin(begun)
          begun += 1
          #expect(
            words.contains(all[index].sentence), "\(words)", sourceLocation: all[index].location)
          // The sentence is the last that is said: no registers follow it.
          let last = words.components(separatedBy: ": Fatal error: ").last ?? ""
          #expect(
            last.contains(all[index].sentence.suffix(20)) && !last.contains("Backtrac"),
            sourceLocation: all[index].location)
          // `Mini/Tensor.swift:26: Fatal error: …`
          for match in words.matches(of: #/(\w+/\w+\.swift:\d+): Fatal error: /#) {
            told.insert(String(match.1))
          }
        }
      }
      for (place, line) in try Requirements.places()
      where !told.contains(place) && !unreachable.contains(where: line.contains) {
        Issue.record("\(place) requires something that no mistake in this folder breaks")
      }
    }

    @Test func nobodyDropsSentences() throws {
      for file in try Requirements.files() {
        for word in ["precondition(", "preconditionFailure(", "assert(", "assertionFailure("] {
          #expect(!file.text.contains(word), "\(word) in \(file.path) prints nothing under -O")
        }
        let isTheOnePlace = file.path == "Sources/Base/Require.swift"
        #expect(file.text.contains("fatalError(") == isTheOnePlace, "\(file.path)")
      }
    }
  }

#endif

/// Where the package stops the program.
enum Requirements {
  private static let root = PackageFolder.url()!

  /// All Swift files of the package but those of its tests, with the module that each belongs to.
  static func files() throws -> [(path: String, module: String, text: String)] {
    let manifest = try String(contentsOf: root.appending(path: "Package.swift"), encoding: .utf8)
    // A chapter's folder is named after its subject, its module after its program; a target may lie in
    // the folder of another.
    let targets = manifest.matches(of: #/name: "([\w-]+)",[^()]*path: "([\w/]+)"/#)
      .map { (name: String($0.1), folder: String($0.2)) }
      .sorted { $0.folder.count > $1.folder.count }
    return try ["Sources", "Chapters"].flatMap { folder in
      try FileManager.default.subpathsOfDirectory(atPath: root.appending(path: folder).path)
        .filter { $0.hasSuffix(".swift") }
        .map { path in
          let folderName = path.split(separator: "/")[0]
          let isExperiment = folder == "Chapters" && path.contains("/Experiments/")
          let target = targets.first { "\(folder)/\(path)".hasPrefix($0.folder + "/") }
          let module =
            isExperiment ? "\(folderName)Experiments" : target?.name ?? String(folderName)
          let file = root.appending(path: folder).appending(path: path)
          return (
            "\(folder)/\(path)", module.replacing("-", with: "_"),
            try String(contentsOf: file, encoding: .utf8)
          )
        }
    }
  }

  /// Every line that begins a call of `require` or `stop`, as `Mini/Tensor.swift:26`.
  static func places() throws -> [(place: String, line: String)] {
    try files().filter { !$0.path.hasPrefix("Sources/Base/Require") }.flatMap { file in
      let name = file.path.split(separator: "/").last!
      return file.text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
        .filter { _, line in
          line.contains(#/(^|[^.\w"])(require|stop)\(/#) && !line.contains(#/func |^ *//|\btry /#)
        }
        .map { number, line in ("\(file.module)/\(name):\(number + 1)", String(line)) }
    }
  }
}
