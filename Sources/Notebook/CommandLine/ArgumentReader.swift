import Foundation

/// Reads the words of a command line: options by their names, and what stands between them.
struct ArgumentReader {
  /// One option of a program: how it is called, and what to do with its value.
  struct Option {
    var name: String
    /// What the value must be; `nil` for a switch.
    var value: String?
    /// Takes the value, an empty text for a switch, or throws a sentence about it.
    var apply: (String) throws -> Void
  }

  /// All options, `help` among them.
  var options: [Option]
  /// How many words that are no options there may be.
  var mostWords = 0
  /// "a chapter takes options": what is said of words for which there is no place.
  var takes: String

  /// Applies the options in their order and returns the other words.
  ///
  /// - Throws: ``InputError`` with one sentence about the first thing that is wrong.
  func read(_ arguments: [String]) throws -> [String] {
    var words: [String] = []
    var rest = arguments[...]
    while var argument = rest.popFirst() {
      if argument == "-h" { argument = "--help" }
      guard argument.hasPrefix("--"), argument.count > 2 else {
        // `-quick` is an option with a dash too few; `-` and `8` are nothing that a chapter knows.
        if argument.hasPrefix("-"), argument.dropFirst().first?.isLetter == true {
          throw unknown(argument)
        }
        guard words.count < mostWords else {
          throw InputError(
            "There is no place for \(quoted(argument)): \(takes), which --help lists.")
        }
        words.append(argument)
        continue
      }
      let parts = argument.dropFirst(2).split(
        separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = String(parts[0])
      var value = parts.count > 1 ? String(parts[1]) : nil
      guard let option = options.first(where: { $0.name == name }) else {
        throw unknown("--" + name)
      }
      guard let requirement = option.value else {
        guard value == nil else {
          throw InputError("--\(name) takes no value, but was given \(quoted(value!)).")
        }
        try option.apply("")
        continue
      }
      // What begins with two dashes is the next option; `--output=--name` says otherwise.
      if value == nil, rest.first?.hasPrefix("--") == false { value = rest.popFirst() }
      guard let value else {
        throw InputError("--\(name) needs a value after it: \(requirement).")
      }
      try option.apply(value)
    }
    return words
  }

  /// The arguments of the process, which ends with status 64 if one of them is no text.
  static func arguments(of program: String) -> [String] {
    // What is no text would be changed without a word.
    for (i, argument) in (1..<CommandLine.argc).compactMap({ i in
      CommandLine.unsafeArgv[Int(i)].map { (i, $0) }
    }) where String(validatingCString: argument) == nil {
      writeToStandardError(
        "\(program): The argument number \(i) is no text: its bytes are not UTF-8.")
      exit(64)
    }
    return Array(CommandLine.arguments.dropFirst())
  }

  private func unknown(_ name: String) -> InputError {
    let nearest = String(name.drop { $0 == "-" }).nearest(of: options.map(\.name))
    return InputError(
      "There is no option \(quoted(name)); the nearest is --\(nearest), and --help lists all.")
  }
}

extension InputError {
  /// A sentence about a name that is none of those that are `known`, with the nearest of them.
  public init(unknown kind: String, _ name: String, known: [String]) {
    self.init(
      "There is no \(kind) \(quoted(name)); the nearest is \(quoted(name.nearest(of: known))).")
  }
}

extension String {
  /// The one of `names` that takes the fewest changes.
  fileprivate func nearest(of names: [String]) -> String {
    // Nobody mistypes a name by more letters than this, and comparing takes time.
    let typed = String(prefix(40))
    return names.min { $0.editDistance(to: typed) < $1.editDistance(to: typed) }!
  }

  /// How many letters have to be added, dropped or changed (Levenshtein).
  func editDistance(to other: String) -> Int {
    let other = Array(other)
    var row = Array(0...other.count)
    for (i, letter) in enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, otherLetter) in other.enumerated() {
        let change = diagonal + (letter == otherLetter ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = Swift.min(change, Swift.min(row[j], row[j + 1]) + 1)
      }
    }
    return row[other.count]
  }
}
