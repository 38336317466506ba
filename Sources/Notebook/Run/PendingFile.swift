import Foundation

/// The new text of a file that already lies beside it and takes its place at once, or never.
struct PendingFile {
  /// Why a file could not be written, in the words of the system.
  struct Failure: Error {
    let reason: String

    static var system: Failure { Failure(reason: Place.systemReason) }
  }

  private let path: String
  private let temporary: String

  /// Writes the bytes beside `path`. The file gets the permissions of the one that it will replace.
  ///
  /// - Throws: ``Failure``; then nothing is left behind.
  init(_ bytes: Data, for path: String) throws {
    self.path = path
    let url = URL(fileURLWithPath: path)
    // A name of its own, hidden, in the same folder: only there is a change of names a change at once.
    temporary =
      url.deletingLastPathComponent()
      .appendingPathComponent(".\(url.lastPathComponent).\(UUID().uuidString.prefix(8))").path
    var old = stat()
    let mode = stat(path, &old) == 0 ? old.st_mode & 0o777 : nil
    let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL, 0o666)
    guard file >= 0 else { throw Failure.system }
    do {
      if let mode, fchmod(file, mode) != 0 { throw Failure.system }
      try Self.write(bytes, to: file)
      // A full disk may say so only now.
      guard close(file) == 0 else { throw Failure.system }
    } catch {
      close(file)
      unlink(temporary)
      throw error
    }
  }

  /// Puts the file in place.
  func commit() throws {
    guard rename(temporary, path) == 0 else {
      let failure = Failure.system
      discard()
      throw failure
    }
  }

  /// Leaves everything as it was.
  func discard() { unlink(temporary) }

  /// Writes into the file itself, where it cannot be replaced: a device, or a file in a folder that takes
  /// no new ones. If the new bytes cannot be written to the end, such a file gets its old ones back, for
  /// which it still has the room.
  static func overwrite(_ path: String, with bytes: Data) throws {
    let isFile = Place.status(path).map { $0.st_mode & S_IFMT == S_IFREG } ?? false
    let old = isFile ? FileManager.default.contents(atPath: path) : nil
    let file = open(path, O_WRONLY)
    guard file >= 0 else { throw Failure.system }
    defer { close(file) }
    do {
      try write(bytes, to: file)
      if isFile, ftruncate(file, off_t(bytes.count)) != 0 { throw Failure.system }
    } catch {
      if let old {
        lseek(file, 0, SEEK_SET)
        try? write(old, to: file)
        ftruncate(file, off_t(old.count))
      }
      throw error
    }
  }

  private static func write(_ bytes: Data, to file: Int32) throws {
    try bytes.withUnsafeBytes { buffer in
      var rest = buffer[...]
      while !rest.isEmpty {
        let count = writeBytes(file, UnsafeRawBufferPointer(rebasing: rest))
        if count >= 0 {
          rest = rest.dropFirst(count)
        } else if errno != EINTR {
          throw Failure.system
        }
      }
    }
  }
}

// Outside of the type, where `write` is the system's.
private func writeBytes(_ file: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
  write(file, bytes.baseAddress, bytes.count)
}
