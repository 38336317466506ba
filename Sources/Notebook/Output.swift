import Foundation

/// Where a page goes: to standard output at once, or into a file that appears whole or not at all.
final class Output {
  enum Failure: Error {
    /// Nobody reads any more, as in `chapter-rope | head`: no reason to complain.
    case closedByReader
  }

  private let path: String?
  private var pending = Data()

  /// - Throws: ``InputError`` if `path` cannot be written, before any work is done.
  init(path: String?) throws {
    self.path = path
    // A reader who leaves early closes the pipe; writing then fails with an error instead of a signal.
    signal(SIGPIPE, SIG_IGN)
    guard let path else { return }
    let url = URL(fileURLWithPath: path)
    let files = FileManager.default
    var isFolder: ObjCBool = false
    if files.fileExists(atPath: path, isDirectory: &isFolder) {
      if isFolder.boolValue { throw Self.cannotWrite(path, "it is a folder") }
      if !files.isWritableFile(atPath: path) { throw Self.cannotWrite(path, "it is protected") }
      return
    }
    let folder = url.deletingLastPathComponent().path
    guard files.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
      throw Self.cannotWrite(path, "there is no folder \(quoted(folder))")
    }
    guard files.isWritableFile(atPath: folder) else {
      throw Self.cannotWrite(path, "its folder is protected")
    }
  }

  func write(_ text: String) throws {
    guard !text.isEmpty else { return }
    guard path == nil else {
      pending.append(Data(text.utf8))
      return
    }
    do {
      try FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
    } catch {
      if errno == EPIPE { throw Failure.closedByReader }
      throw InputError("Standard output cannot be written: \(String(cString: strerror(errno))).")
    }
  }

  func close() throws {
    guard let path else { return }
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    // Only a regular file may be replaced by another; a device is written into.
    let isReplaceable =
      attributes == nil || attributes?[.type] as? FileAttributeType == .typeRegular
    do {
      try pending.write(to: URL(fileURLWithPath: path), options: isReplaceable ? .atomic : [])
    } catch {
      throw Self.cannotWrite(path, (error as NSError).localizedDescription)
    }
  }

  private static func cannotWrite(_ path: String, _ reason: String) -> InputError {
    InputError("The file \(quoted(path)) cannot be written: \(reason).")
  }
}
