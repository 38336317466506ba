import Foundation

/// A file on disk as if it were memory: the system brings in a page when it is first read, so opening
/// costs the same for any size and nothing is read that is not used.
///
/// The bytes stay where they are as long as the object lives. Should another program shorten the file
/// meanwhile, the pages behind its new end are gone and no answer would be right: the process then
/// says so and ends with status 1 (see ``VanishedPages``).
public final class MappedFile: @unchecked Sendable {  // immutable once it is made
  /// Where the file was found.
  public let path: String

  /// All bytes of the file, valid while this object lives. No alignment is promised.
  public let bytes: UnsafeRawBufferPointer

  /// How many bytes there are.
  public var count: Int { bytes.count }

  /// Maps the file at `path`; refuses what is not a file with bytes in it.
  public init(path: String) throws(LanguageModelError) {
    guard !path.utf8.contains(0) else {
      throw LanguageModelError("no file has a name with a zero byte in it: \(quoted(path: path))")
    }
    // Without O_NONBLOCK, opening a FIFO would wait for somebody to write to it.
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw LanguageModelError(
        "cannot open \(quoted(path: path)): \(String(cString: strerror(errno)))")
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw LanguageModelError(
        "cannot look at \(quoted(path: path)): \(String(cString: strerror(errno)))")
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      let kind = MappedFile.kind(status.st_mode)
      throw LanguageModelError("\(quoted(path: path)) is \(kind); a model is read from a file")
    }
    let count = Int(status.st_size)
    guard count > 0 else { throw LanguageModelError("\(quoted(path: path)) is empty") }
    let start = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0)
    guard let start, start != MAP_FAILED else {
      throw LanguageModelError(
        "cannot map \(quoted(path: path)): \(String(cString: strerror(errno)))")
    }
    self.path = path
    bytes = UnsafeRawBufferPointer(start: start, count: count)
    VanishedPages.watch(bytes, of: path)
  }

  deinit {
    VanishedPages.forget(bytes)
    munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress!), bytes.count)
  }

  private static func kind(_ mode: mode_t) -> String {
    switch mode & S_IFMT {
    case S_IFDIR: "a folder"
    case S_IFIFO: "a pipe"
    case S_IFCHR, S_IFBLK: "a device"
    case S_IFSOCK: "a socket"
    default: "not a regular file"
    }
  }
}
