import Foundation

/// A file or folder that a run reads or writes, and the option that names it.
public struct FileUse: Sendable {
  private let option: String
  private let path: String
  private let isWritten: Bool
  private let isFolder: Bool

  private init(_ option: String, _ path: String, isWritten: Bool, isFolder: Bool = false) {
    (self.option, self.path) = (option, path)
    (self.isWritten, self.isFolder) = (isWritten, isFolder)
  }

  /// The file is read.
  public static func reading(_ path: String, _ option: String) -> FileUse {
    FileUse(option, path, isWritten: false)
  }

  /// The file is written; `-` is standard output.
  public static func writing(_ path: String, _ option: String) -> FileUse {
    FileUse(option, path, isWritten: true)
  }

  /// Files in the folder are written.
  static func filling(_ path: String, _ option: String) -> FileUse {
    FileUse(option, path, isWritten: true, isFolder: true)
  }

  /// Refuses a file that is written and is at the same time another of the files, by whatever name or
  /// link.
  static func requireDifferent(_ uses: [FileUse]) throws {
    let known = uses.compactMap { use in use.identity.map { (use, $0) } }
    for (i, (second, identity)) in known.enumerated() {
      for (first, other) in known[..<i] where identity == other {
        let isWritten = first.isWritten || second.isWritten
        guard isWritten, !(first.isFolder && second.isFolder) else { continue }
        throw InputError("\(first.inWords) and \(second.inWords) are the same: give each its own.")
      }
    }
  }

  private var inWords: String {
    path == "-" && option == Options.outputName
      ? "standard output" : "\(option) \(quoted(path: path))"
  }
}

extension Options {
  fileprivate static let outputName = "--output"

  /// What the run itself writes.
  var files: [FileUse] {
    [.writing(output ?? "-", Self.outputName)]
      + [record.map { .writing($0, "--record") }, figures.map { .filling($0, "--figures") }]
      .compactMap(\.self) + (keep.map { [.filling($0, "--keep")] } ?? [])
  }
}

extension FileUse {
  /// What a file is, whatever it is called.
  private enum Identity: Equatable {
    case standardOutput
    case file(device: UInt64, number: UInt64)
    case name(String, device: UInt64, folder: UInt64)

    init(_ status: stat) {
      self = .file(device: UInt64(status.st_dev), number: UInt64(status.st_ino))
    }
  }

  /// `nil` for devices and pipes, into which many may write, and for what cannot be there.
  private var identity: Identity? {
    func isFile(_ status: stat) -> Bool { [S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT) }
    if path == "-" {
      var status = stat()
      return fstat(1, &status) == 0 && isFile(status) ? Identity(status) : .standardOutput
    }
    if let status = Place.status(path) { return isFile(status) ? Identity(status) : nil }
    // A file that is not there yet is known by its folder and its name.
    guard let target = try? Place.target(of: path),
      let folder = Place.status(Place.folder(of: target))
    else { return nil }
    return .name(
      URL(fileURLWithPath: target).lastPathComponent, device: UInt64(folder.st_dev),
      folder: UInt64(folder.st_ino))
  }
}
