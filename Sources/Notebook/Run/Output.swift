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
  /// - Throws: ``OutputError`` if it cannot be written, before any work is done.
  public init(path: String?) throws {
    Self.ignoreSignals()
    guard let path, path != "-" else {
      (self.path, target) = (nil, "")
      return
    }
    self.path = path
    target = try Place.target(of: path)
    if let obstacle = Place.obstacle(toFile: target) { throw Self.cannotWrite(path, obstacle) }
  }

  /// Looks whether a new file can be put in place, for those who write one by themselves.
  ///
  /// - Throws: ``OutputError`` if it cannot.
  public static func requirePlace(for path: String) throws {
    if let obstacle = Place.obstacle(toFile: path, isReplaced: true) {
      throw cannotWrite(path, obstacle)
    }
  }

  /// Looks whether files can be put into a folder that is made, if need be, with those it lies in.
  ///
  /// - Throws: ``OutputError`` if they cannot.
  public static func requireFolder(_ path: String) throws {
    if let obstacle = Place.obstacle(toFolder: path, makesParents: true) {
      throw OutputError("The folder \(quoted(path: path)) cannot be written: \(obstacle).")
    }
  }

  /// Makes a folder, and those that it lies in.
  public static func makeFolder(_ path: String) throws {
    try requireFolder(path)
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw OutputError("The folder \(quoted(path: path)) cannot be made: \(Place.systemReason).")
    }
  }

  /// What cannot be written is then an error that has a sentence, and no signal: a reader who leaves
  /// early closes the pipe, and a file may have only so many bytes.
  static func ignoreSignals() {
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
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
          throw OutputError(
            "Standard output cannot be written: \(String(cString: strerror(errno))).")
        }
      }
    }
  }

  /// Puts the file in place.
  public func close() throws {
    guard let path else { return }
    // A device is written into, not replaced; a folder may forbid what its file allows.
    let isReplaceable = Place.obstacle(toFile: target, isReplaced: true) == nil
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

  private static func cannotWrite(_ path: String, _ reason: String) -> OutputError {
    OutputError("The file \(quoted(path: path)) cannot be written: \(reason).")
  }
}

// Outside of the class, where `write` is the system's. `FileHandle` would hide which error it was.
private func writeToStandardOutput(_ bytes: UnsafeRawBufferPointer) -> Int {
  write(1, bytes.baseAddress, bytes.count)
}
