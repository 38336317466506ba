import Foundation

/// Why a file or folder cannot be written: one sentence, with the system's reason where there is one. The
/// command line was right, so the exit status is 1.
public struct OutputError: Error, CustomStringConvertible {
  /// The sentence.
  public let description: String
  /// An error with this sentence.
  public init(_ description: String) { self.description = description }
}

/// What stands in the way of writing somewhere, found out before any work is done.
enum Place {
  /// The system's words for the last thing that it refused.
  static var systemReason: String { String(cString: strerror(errno)).lowercased() }

  /// The file to which a path leads, link by link. A device or a pipe is left to the system: what
  /// `/dev/stdout` leads to may have no name.
  static func target(of path: String) throws -> String {
    if let status = status(path), ![S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT) {
      return path
    }
    var path = path
    for _ in 0..<32 {
      guard let next = try? FileManager.default.destinationOfSymbolicLink(atPath: path) else {
        return path
      }
      path = next.hasPrefix("/") ? next : folder(of: path) + "/" + next
    }
    throw OutputError(
      "The file \(quoted(path: path)) cannot be written: its links lead in a circle.")
  }

  /// What the system knows of a file, its links followed; `nil` with `errno` if it does not.
  static func status(_ path: String) -> stat? {
    var status = stat()
    return stat(path, &status) == 0 ? status : nil
  }

  /// The folder that a file lies in.
  static func folder(of path: String) -> String {
    URL(fileURLWithPath: path).deletingLastPathComponent().path
  }

  static func isFolder(_ path: String) -> Bool {
    status(path).map { $0.st_mode & S_IFMT == S_IFDIR } ?? false
  }

  /// Why the file at the end of all links cannot be written; `nil` if it can.
  ///
  /// - Parameter isReplaced: whether a new file gets its place, and nothing is written into the old one.
  static func obstacle(toFile target: String, isReplaced: Bool = false) -> String? {
    if let status = status(target) {
      switch status.st_mode & S_IFMT {
      case S_IFDIR: return "it is a folder"
      case S_IFREG: break
      default: if isReplaced { return "it is a device or a pipe" }
      }
      if access(target, W_OK) != 0 { return "it is protected: " + systemReason }
      if !isReplaced { return nil }
    } else if errno != ENOENT && errno != ENOTDIR {
      return systemReason
    }
    if target.hasSuffix("/") { return "it is the name of a folder" }
    let folder = folder(of: target)
    if !isFolder(folder) { return "there is no folder \(quoted(path: folder))" }
    return access(folder, W_OK | X_OK) == 0 ? nil : "its folder is protected: " + systemReason
  }

  /// Why nothing can be put into the folder; `nil` if it can.
  ///
  /// - Parameter makesParents: whether the folders that it lies in are made too, if need be.
  static func obstacle(toFolder path: String, makesParents: Bool) -> String? {
    if let status = status(path) {
      guard status.st_mode & S_IFMT == S_IFDIR else { return "it is a file" }
      return access(path, W_OK | X_OK) == 0 ? nil : "it is protected: " + systemReason
    }
    if errno != ENOENT && errno != ENOTDIR { return systemReason }
    var parent = folder(of: path)
    while makesParents, status(parent) == nil, parent != "/" { parent = folder(of: parent) }
    if !isFolder(parent) { return "there is no folder \(quoted(path: parent))" }
    return access(parent, W_OK | X_OK) == 0
      ? nil : "\(quoted(path: parent)) is protected: " + systemReason
  }
}
