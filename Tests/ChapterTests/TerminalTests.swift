import Foundation
import Testing

@testable import Notebook

/// A terminal that only the test sees.
private final class Terminal: Sendable {
  private let ours: Int32
  let theirs: FileHandle

  init() throws {
    #if canImport(Darwin)
      ours = posix_openpt(O_RDWR | O_NOCTTY)
      guard ours >= 0, grantpt(ours) == 0, unlockpt(ours) == 0, let name = ptsname(ours) else {
        throw CocoaError(.fileReadUnknown)
      }
      let path = String(cString: name)
    #else
      // Swift does not see the functions above in glibc; these are the requests behind them:
      // unlock the other end (TIOCSPTLCK), and its number (TIOCGPTN).
      ours = open("/dev/ptmx", O_RDWR | O_NOCTTY)
      var (isLocked, number): (Int32, Int32) = (0, 0)
      guard ours >= 0, ioctl(ours, 0x4004_5431, &isLocked) == 0,
        ioctl(ours, 0x8004_5430, &number) == 0
      else {
        throw CocoaError(.fileReadUnknown)
      }
      let path = "/dev/pts/\(number)"
    #endif
    theirs = FileHandle(fileDescriptor: open(path, O_RDWR | O_NOCTTY), closeOnDealloc: true)
  }

  deinit { close(ours) }

  func type(_ text: String) {
    _ = Array(text.utf8).withUnsafeBytes { write(ours, $0.baseAddress, $0.count) }
  }

  /// What has been shown, up to the moment when nobody writes any more.
  func shown() async -> String {
    await withCheckedContinuation { continuation in
      let ours = self.ours
      Thread {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
          let count = read(ours, &buffer, buffer.count)
          guard count > 0 else { break }
          bytes += buffer[..<count]
        }
        continuation.resume(returning: String(decoding: bytes, as: UTF8.self))
      }.start()
    }
  }
}

/// What a reader at a terminal sees.
@Suite(.enabled(if: FileManager.default.fileExists(atPath: "/dev/ptmx"))) struct TerminalTests {
  private func shown(
    _ chapter: Program, _ arguments: [String], _ changes: [String: String] = [:],
    typing: String = ""
  ) async throws -> (text: String, status: Int32) {
    let terminal = try Terminal()
    let process = Process()
    process.executableURL = chapter.url
    process.arguments = arguments
    process.environment = Program.environment.merging(["TERM": "xterm"]) { $1 }
      .merging(changes) { $1 }
    process.standardInput = terminal.theirs
    process.standardOutput = terminal.theirs
    process.standardError = terminal.theirs
    terminal.type(typing)
    async let text = terminal.shown()
    try await process.end()
    try terminal.theirs.close()
    return (await text, process.terminationStatus)
  }

  @Test(arguments: Program.chapters)
  func seesColoursAndIsAsked(chapter: Program) async throws {
    let (text, status) = try await shown(chapter, ["--quick", "--no-timing"], typing: "q")
    #expect(status == 0)
    #expect(text.contains("\u{1B}[1;36m"))
    #expect(text.contains("q: leave] "))
    // The sections are listed before the first of them is shown.
    #expect(!text.contains("── 1 ·"))
    for title in try await Record.whole(chapter).numbered.map(\.heading.title) {
      // A long list is more than a screen.
      if !text.contains(title) { #expect(text.contains("[Return: more")) }
    }
  }

  @Test(arguments: Program.chapters)
  func seesAllAtOnceIfWanted(chapter: Program) async throws {
    let (text, status) = try await shown(
      chapter, ["--quick", "--no-timing", "--all", "--color", "never"])
    #expect(status == 0 && !text.contains("q: leave]"))
    #expect(text.contains("── 1 ·") && text.contains("── What was checked"))
  }

  @Test func goesOnWithASpaceAndToTheNextSection() async throws {
    let chapter = try #require(Program.chapters.first)
    let (text, status) = try await shown(
      chapter, ["--quick", "--no-timing", "--color", "never"], typing: "ssq")
    #expect(status == 0)
    #expect(text.contains("── 1 ·") && !text.contains("── 3 ·"))
  }

  @Test(arguments: Program.chapters)
  func seesNoColoursIfNotWanted(chapter: Program) async throws {
    let quiet = ["--quick", "--no-timing", "--section", "1", "--all"]
    let (text, status) = try await shown(chapter, quiet, ["NO_COLOR": "1"])
    #expect(status == 0 && !text.contains("\u{1B}[1;36m"))
    let (never, _) = try await shown(chapter, quiet + ["--color", "never"])
    #expect(!never.contains("\u{1B}[1;36m"))
    let always = try await chapter.run(quiet + ["--color", "always"])
    #expect(always.output.contains("\u{1B}[1;36m"))
    #expect(!(try await chapter.run(quiet)).output.contains("\u{1B}"))
  }
}
