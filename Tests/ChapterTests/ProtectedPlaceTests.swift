import Foundation
import Testing

/// What cannot be written is refused before the work, and leaves nothing half-written.
@Suite struct ProtectedPlaceTests {
  private static let quick = "--quick --no-timing --section 1"
  private static let why = "the superuser may write everywhere, and there is no setpriv"

  private func expectOneSentence(
    _ outcome: Outcome, _ words: String, at location: SourceLocation = #_sourceLocation
  ) {
    #expect(outcome.exited && outcome.status == 1, "\(outcome)", sourceLocation: location)
    #expect(outcome.output == "", sourceLocation: location)
    #expect(
      outcome.errors.contains(words) && outcome.errors.hasSuffix("permission denied.\n")
        && outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)",
      sourceLocation: location)
  }

  /// A folder with a file in it, of which the folder is protected and the file is not.
  private func protected() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try folder.write("old", to: "file")
    let files = FileManager.default
    try files.setAttributes([.posixPermissions: 0o666], ofItemAtPath: folder.url("file").path)
    try files.setAttributes([.posixPermissions: 0o555], ofItemAtPath: folder.folder.path)
    return folder
  }

  @Test(
    .enabled(if: Program.canBeUnprivileged, Comment(rawValue: why)),
    arguments: [
      ("--output DIR/page.md", "its folder is protected"),
      ("--record DIR/record", "its folder is protected"),
      ("--format markdown --figures DIR", "it is protected"),
      ("--format markdown --figures DIR/figures", "is protected"),
      ("--thorough --keep DIR", "it is protected"),
      ("--thorough --keep DIR/a/b", "is protected"),
      ("--save DIR/model.gguf", "its folder is protected"),
      ("--save DIR/file", "its folder is protected"),
    ])
  func aProtectedFolderIsRefusedBeforeTheWork(options: String, words: String) async throws {
    let folder = try protected()
    let options = options.replacingOccurrences(of: "DIR", with: "'\(folder.folder.path)'")
    let size = options.contains("--keep") || options.contains("--save") ? "" : Self.quick
    let outcome = try await Program("chapter-training").unprivilegedShell(
      "\"$0\" \(options) \(size)")
    expectOneSentence(outcome, words)
    #expect(try folder.read("file") == "old")
  }

  @Test(.enabled(if: Program.canBeUnprivileged, Comment(rawValue: why)))
  func pagesForABrowserNeedAFolder() async throws {
    let folder = try protected()
    for path in [folder.folder.path, folder.url("pages").path] {
      expectOneSentence(
        try await Program("chapters").unprivilegedShell("\"$0\" --html '\(path)'"), "is protected")
    }
  }

  /// A limit of the system is an error like any other: there is a sentence, and no half of a page.
  @Test func aFileThatBecomesTooLargeLeavesNothing() async throws {
    let folder = try TemporaryFolder()
    let outcome = try await Program("chapter-machine").shell(
      """
      cd '\(folder.folder.path)' && ulimit -f 4 &&
      "$0" \(Self.quick) --format html --output page.html
      """)
    #expect(outcome.exited && outcome.status == 1, "\(outcome)")
    #expect(outcome.errors.hasSuffix("'page.html' cannot be written: file too large.\n"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.folder.path) == [])
  }

  /// Written into, since it cannot be replaced, it has its old text afterwards.
  @Test(.enabled(if: Program.canBeUnprivileged, Comment(rawValue: why)))
  func aFileInAProtectedFolderIsWholeOrAsItWas() async throws {
    let folder = try protected()
    let line = "\"$0\" \(Self.quick) --format html --output '\(folder.url("file").path)'"
    let program = Program("chapter-machine")
    let outcome = try await program.unprivilegedShell("ulimit -f 4; " + line)
    #expect(outcome.status == 1 && outcome.errors.hasSuffix("file too large.\n"), "\(outcome)")
    #expect(try folder.read("file") == "old")
    #expect(try await program.unprivilegedShell(line).status == 0)
    #expect(try folder.read("file").hasSuffix("</html>\n"))
  }

  /// The model that is read, the text that is learned and the page are three files.
  @Test func whatIsReadIsNotWrittenOver() async throws {
    let folder = try TemporaryFolder()
    try folder.write("a text", to: "text")
    let path = folder.url("text").path
    for options in [["--corpus", path, "--save", path], ["--corpus", path, "--record", path]] {
      let outcome = try await Program("chapter-training").run(options)
      #expect(outcome.status == 64 && outcome.errors.contains("are the same"), "\(outcome)")
    }
    let outcome = try await Program("chapter-rope").run(["--model", path, "--output", path])
    #expect(outcome.status == 64 && outcome.errors.contains("are the same"), "\(outcome)")
    #expect(try folder.read("text") == "a text")
  }

  @Test func theListOfChaptersIsWrittenOrMissed() async throws {
    let program = Program("chapters")
    let closed = try await program.shell("\"$0\" >&-")
    #expect(closed.status == 1 && closed.errors.contains("Standard output cannot be written"))
    if FileManager.default.fileExists(atPath: "/dev/full") {
      let full = try await program.shell("\"$0\" >/dev/full")
      #expect(full.status == 1 && full.errors.contains("No space left"), "\(full)")
    }
    for (arguments, words) in [
      (["--html", ""], "--html cannot be ''"), (["--html"], "--html needs a value"),
      (["--quick"], "--quick goes with --html"), (["--sectoins"], "the nearest is --sections"),
      (["--sections", "--html", "x"], "--sections and --html"), (["x"], "no place for 'x'"),
    ] {
      let outcome = try await program.run(arguments)
      #expect(outcome.status == 64 && outcome.errors.contains(words), "\(outcome)")
      #expect(outcome.output == "" && outcome.errors.split(separator: "\n").count == 1)
    }
  }
}
