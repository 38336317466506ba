import Foundation

/// Where a page goes: to standard output at once, or into a file that appears whole or not at all.
public final class Output {
  enum Failure: Error {
    /// Nobody reads any more, as in `chapter-rope | head`: no reason to complain.
    case closedByReader
  }

  /// The file; `nil` for standard output.
  let path: String?
  /// The file itself, at the end of all links.
  private let target: String
  private var pending = Data()

  /// - Parameter path: the name of a file; `-` and `nil` are standard output.
  /// - Throws: ``InputError`` if it cannot be written, before any work is done.
  init(path: String?) throws {
    Self.ignoreClosedPipes()
    guard let path, path != "-" else {
      (self.path, target) = (nil, "")
      return
    }
    self.path = path
    target = try Self.target(of: path)
    let files = FileManager.default
    var isFolder: ObjCBool = false
    if files.fileExists(atPath: target, isDirectory: &isFolder) {
      if isFolder.boolValue { throw Self.cannotWrite(path, "it is a folder") }
      if !files.isWritableFile(atPath: target) { throw Self.cannotWrite(path, "it is protected") }
      return
    }
    if path.hasSuffix("/") { throw Self.cannotWrite(path, "it is the name of a folder") }
    let folder = URL(fileURLWithPath: target).deletingLastPathComponent().path
    guard files.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
      throw Self.cannotWrite(path, "there is no folder \(quoted(folder))")
    }
    guard files.isWritableFile(atPath: folder) else {
      throw Self.cannotWrite(path, "its folder is protected")
    }
  }

  /// A reader who leaves early closes the pipe; writing then fails with an error instead of a signal.
  static func ignoreClosedPipes() { signal(SIGPIPE, SIG_IGN) }

  /// The file to which a path leads, link by link.
  private static func target(of path: String) throws -> String {
    var path = path
    for _ in 0..<32 {
      guard let next = try? FileManager.default.destinationOfSymbolicLink(atPath: path) else {
        return path
      }
      let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
      path = next.hasPrefix("/") ? next : folder.appendingPathComponent(next).path
    }
    throw cannotWrite(path, "its links lead in a circle")
  }

  /// Writes to standard output, or keeps the text until the file is closed.
  public func write(_ text: String) throws {
    let bytes = Data(text.utf8)
    guard path == nil else {
      pending.append(bytes)
      return
    }
    try bytes.withUnsafeBytes { buffer in
      var rest = buffer[...]
      while !rest.isEmpty {
        let count = writeToStandardOutput(UnsafeRawBufferPointer(rebasing: rest))
        if count >= 0 {
          rest = rest.dropFirst(count)
        } else if errno == EPIPE {
          throw Failure.closedByReader
        } else if errno == EAGAIN {
          // Somebody made the terminal non-blocking: wait until it takes more.
          var waiting = pollfd(fd: 1, events: Int16(POLLOUT), revents: 0)
          poll(&waiting, 1, -1)
        } else if errno != EINTR {
          throw InputError(
            "Standard output cannot be written: \(String(cString: strerror(errno))).")
        }
      }
    }
  }

  /// Puts the file in place.
  func close() throws {
    guard let path else { return }
    let files = FileManager.default
    let type = try? files.attributesOfItem(atPath: target)[.type] as? FileAttributeType
    let folder = URL(fileURLWithPath: target).deletingLastPathComponent().path
    // A device is written into, not replaced; a folder may forbid what its file allows.
    let isReplaceable =
      (type == nil || type == .typeRegular) && files.isWritableFile(atPath: folder)
    do {
      if isReplaceable {
        try PendingFile(pending, for: target).commit()
      } else {
        try PendingFile.overwrite(target, with: pending)
      }
    } catch let failure as PendingFile.Failure {
      throw Self.cannotWrite(path, failure.reason)
    }
  }

  private static func cannotWrite(_ path: String, _ reason: String) -> InputError {
    InputError("The file \(quoted(path)) cannot be written: \(reason).")
  }
}

// Outside of the class, where `write` is the system's. `FileHandle` would hide which error it was.
private func writeToStandardOutput(_ bytes: UnsafeRawBufferPointer) -> Int {
  write(1, bytes.baseAddress, bytes.count)
}
