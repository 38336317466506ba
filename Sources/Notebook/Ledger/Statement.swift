import Foundation

/// A statement of the notes with the verdict on it, for a page other than that of the chapter which
/// proves it.
public struct Statement: Sendable, Codable, Equatable {
  /// The id under which its checks run, `P4`.
  public var id: String
  /// What the notes say, in our words.
  public var words: String
  /// `shown in part`
  public var verdict: String
  /// The program of the chapter that proves it.
  public var program: String
  /// The number of the section that does.
  public var section: Int
  /// The title of that section.
  public var title: String

  /// A statement with its verdict and its place.
  public init(
    id: String, words: String, verdict: String, program: String, section: Int, title: String
  ) {
    (self.id, self.words, self.verdict) = (id, words, verdict)
    (self.program, self.section, self.title) = (program, section, title)
  }

  /// The verdict on what is not in the notes and should be.
  public static let missing = "missing in the notes"
}

/// The statements of the notes in the order of the chapters, with their verdicts and where they are
/// proved: what the chapters say, kept by `swift run write-docs` for programs that run none of them.
public struct KeptLedger: Sendable, Equatable {
  /// All of them, those that are missing in the notes after those of the same chapter.
  public var statements: [Statement]

  /// A ledger of these statements.
  public init(_ statements: [Statement]) { self.statements = statements }

  /// Where it is kept, from the package's folder on.
  public static let path = "Chapters/Kept/ledger.json"

  /// The ledger that lies in the repository.
  ///
  /// - Throws: ``InputError`` if it is not there, or makes no sense.
  public static func kept() throws -> KeptLedger {
    guard let folder = PackageFolder.url() else {
      throw InputError("The verdicts lie in the repository, which is not here.")
    }
    let text = try? String(contentsOf: folder.appendingPathComponent(path), encoding: .utf8)
    return try KeptLedger(reading: text ?? "")
  }

  /// The ledger of a text.
  ///
  /// - Throws: ``InputError`` if it is none.
  init(reading text: String) throws {
    guard let read = try? JSONDecoder().decode([Statement].self, from: Data(text.utf8)) else {
      throw InputError("\(Self.path) is not as `swift run write-docs` writes it.")
    }
    statements = read
  }

  /// As it is kept in a file.
  public var text: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(statements) else { return "" }  // words and whole numbers
    return String(decoding: data, as: UTF8.self) + "\n"
  }

  /// The statement with this id; `nil` if there is none.
  public subscript(id: String) -> Statement? { statements.first { $0.id == id } }
}

extension Page {
  /// A statement of the notes with its verdict, and the way to its proof.
  public func statement(_ statement: Statement) { emit(.statement(statement)) }
}
