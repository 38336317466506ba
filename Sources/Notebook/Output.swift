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

  /// Writes to standard output, or keeps the text until the file is closed.
  func write(_ text: String) throws {
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
    let type = try? files.attributesOfItem(atPath: path)[.type] as? FileAttributeType
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    // A device or a link is written into, not replaced; a folder may forbid what its file allows.
    let isReplaceable =
      (type == nil || type == .typeRegular) && files.isWritableFile(atPath: folder)
    do {
      try pending.write(to: URL(fileURLWithPath: path), options: isReplaceable ? .atomic : [])
    } catch {
      throw Self.cannotWrite(path, Self.reason(error))
    }
  }

  private static func reason(_ error: any Error) -> String {
    let cause = (error as NSError).userInfo[NSUnderlyingErrorKey] as? any Error
    guard let cause = cause as NSError?, cause.domain == NSPOSIXErrorDomain else {
      return "the system refuses"
    }
    return String(cString: strerror(Int32(cause.code))).lowercased()
  }

  private static func cannotWrite(_ path: String, _ reason: String) -> InputError {
    InputError("The file \(quoted(path)) cannot be written: \(reason).")
  }
}

// Outside of the class, where `write` is the system's. `FileHandle` would hide which error it was.
private func writeToStandardOutput(_ bytes: UnsafeRawBufferPointer) -> Int {
  write(1, bytes.baseAddress, bytes.count)
}
