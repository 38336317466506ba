import Foundation

/// A folder into which a page's pictures go, as files of their own.
final class FigureFolder {
  /// How the page that is written refers to the folder: `figures`.
  let reference: String
  /// Where it lies; `nil` where somebody else writes the pictures.
  private let folder: URL?
  /// The pictures so far, by the names of their files.
  private(set) var pending: [(name: String, text: String)] = []

  /// A folder that is not written, only referred to.
  init(reference: String) { (self.reference, folder) = (reference, nil) }

  /// - Parameter page: the file of the page; the current folder's when `nil`.
  /// - Throws: ``OutputError`` if there can be no such folder, before any work is done.
  init(path: String, page: String?) throws {
    let folder = URL(fileURLWithPath: path).standardizedFileURL
    self.folder = folder
    if let obstacle = Place.obstacle(toFolder: folder.path, makesParents: false) {
      throw Self.cannotWrite(path, obstacle)
    }
    let base =
      page.map { URL(fileURLWithPath: $0).standardizedFileURL.deletingLastPathComponent() }
      ?? URL(fileURLWithPath: FileManager.default.currentDirectoryPath).standardizedFileURL
    reference = Self.path(from: base.pathComponents, to: folder.pathComponents)
  }

  /// The way from one folder to another: `../figures`.
  static func path(from base: [String], to folder: [String]) -> String {
    let shared = zip(base, folder).prefix { $0 == $1 }.count
    let up = [String](repeating: "..", count: base.count - shared)
    let path = (up + folder.dropFirst(shared)).joined(separator: "/")
    return path.isEmpty ? "." : path
  }

  /// Keeps a picture until the page is complete.
  func add(_ text: String, as name: String) { pending.append((name, text)) }

  /// Puts all pictures in place, or none.
  func close() throws {
    guard let folder else { return }
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw Self.cannotWrite(folder.path, Place.systemReason)
    }
    var written: [PendingFile] = []
    do {
      for (name, text) in pending {
        let path = folder.appendingPathComponent(name).path
        written.append(try PendingFile(Data(text.utf8), for: path))
      }
      for file in written { try file.commit() }
    } catch {
      for file in written { file.discard() }
      throw Self.cannotWrite(folder.path, (error as? PendingFile.Failure)?.reason ?? "\(error)")
    }
  }

  private static func cannotWrite(_ path: String, _ reason: String) -> OutputError {
    OutputError("The folder \(quoted(path: path)) cannot hold figures: \(reason).")
  }
}

/// Names for the pictures of a page: chapter, section and the first words of the caption.
struct FigureNames {
  private let chapter: String
  private var section = 0
  private var taken: Set<String> = []

  /// Names that begin with that of a program, without `chapter-`.
  init(program: String) { chapter = Self.chapter(program) }

  /// Names that begin with that of a page's program, or with its title where no program runs for it.
  init(_ title: Title) {
    self.init(program: title.program.isEmpty ? Figure.slug(of: title.title) : title.program)
  }

  /// `rope` for `chapter-rope`.
  static func chapter(_ program: String) -> String {
    program.hasPrefix("chapter-") ? String(program.dropFirst(8)) : program
  }

  /// Goes on to a section.
  mutating func begin(section: Int?) { self.section = section ?? 0 }

  /// The name of the next picture, without its ending. A picture of measured times is called so, that
  /// nobody compares it, and so that the names of the others do not depend on it.
  mutating func next(_ figure: Figure) -> String {
    next(slug: figure.slug, isMeasured: figure.conditions != nil)
  }

  /// The name of the next picture, which a program has called so.
  mutating func next(slug: String, isMeasured: Bool = false) -> String {
    let base = "\(chapter)-\(section)-\(slug)" + (isMeasured ? "-measured" : "")
    var (name, count) = (base, 1)
    while !taken.insert(name).inserted {
      count += 1
      name = "\(base)-\(count)"
    }
    return name
  }
}
