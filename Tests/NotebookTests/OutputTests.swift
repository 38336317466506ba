import Foundation
import Testing

@testable import Notebook

@Suite struct OutputTests {
  private func reason(_ path: String) -> String? {
    do {
      let output = try Output(path: path)
      try output.write("text")
      try output.close()
      return nil
    } catch {
      return "\(error)"
    }
  }

  @Test func aFileAppearsAtTheEndAndWhole() throws {
    let file = TemporaryFile("old", named: "page.md")
    let output = try Output(path: file.path)
    try output.write("new ")
    try output.write("θ")
    #expect(try String(contentsOfFile: file.path, encoding: .utf8) == "old")
    try output.close()
    #expect(try String(contentsOfFile: file.path, encoding: .utf8) == "new θ")
  }

  @Test func anAbandonedFileIsNotTouched() throws {
    let file = TemporaryFile("old")
    do {
      let output = try Output(path: file.path)
      try output.write("half")
    }
    #expect(try String(contentsOfFile: file.path, encoding: .utf8) == "old")
  }

  @Test func refusesBeforeAnyWork() {
    #expect(throws: OutputError.self) { try Output(path: "/nowhere/at/all.md") }
    #expect(throws: OutputError.self) { try Output(path: "/") }
  }

  @Test func saysWhyAFileCannotBeWritten() {
    let folder = FileManager.default.temporaryDirectory.path
    #expect(reason(folder)?.hasSuffix("cannot be written: it is a folder.") == true)
    #expect(
      reason("/nowhere/all.md")
        == "The file '/nowhere/all.md' cannot be written: there is no folder '/nowhere'.")
    let file = TemporaryFile("text")
    #expect(reason(file.path + "/a.md")?.contains("there is no folder") == true)
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
  func aFullDeviceIsNamed() {
    #expect(
      reason("/dev/full") == "The file '/dev/full' cannot be written: no space left on device.")
  }

  @Test func aDeviceIsWrittenIntoAndNotReplaced() throws {
    #expect(reason("/dev/null") == nil)
    let type = try FileManager.default.attributesOfItem(atPath: "/dev/null")[.type]
    #expect(type as? FileAttributeType == .typeCharacterSpecial)
  }

  @Test func aLinkIsFollowed() throws {
    let file = TemporaryFile("old")
    let link = file.path + ".link"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: file.path)
    #expect(reason(link) == nil)
    #expect(try String(contentsOfFile: file.path, encoding: .utf8) == "text")
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == file.path)
    // A file behind a link is replaced as a whole too: an open one keeps its old text.
    let old = try #require(FileHandle(forReadingAtPath: file.path))
    #expect(reason(link) == nil)
    #expect(try old.readToEnd() == Data("text".utf8))
  }

  @Test func aLinkToNowhereIsRefusedBeforeAnyWork() throws {
    let link = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "no/such/page.md")
    defer { try? FileManager.default.removeItem(atPath: link) }
    #expect(throws: OutputError.self) { try Output(path: link) }
    let circle = link + ".circle"
    try FileManager.default.createSymbolicLink(atPath: circle, withDestinationPath: circle)
    defer { try? FileManager.default.removeItem(atPath: circle) }
    #expect(throws: OutputError.self) { try Output(path: circle) }
  }

  @Test func permissionsStayWhatTheyWere() throws {
    let file = TemporaryFile("old")
    let files = FileManager.default
    try files.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file.path)
    #expect(reason(file.path) == nil)
    let mode = try files.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int
    #expect(mode == 0o600)
  }

  @Test func aNameThatEndsInASlashIsAFolder() {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    #expect(reason(folder.path + "/")?.hasSuffix("it is the name of a folder.") == true)
    #expect(!FileManager.default.fileExists(atPath: folder.path))
  }

  @Test func aDashIsStandardOutput() throws {
    #expect(try Output(path: "-").path == nil)
  }

  @Test func nothingIsLeftOfAFileThatCannotBeWritten() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    // No file can have so long a name.
    let long = folder.appendingPathComponent(String(repeating: "n", count: 300)).path
    #expect(reason(long)?.hasSuffix("cannot be written: file name too long.") == true)
    let figures = try FigureFolder(path: folder.path, page: nil)
    figures.add("<svg/>", as: "a.svg")
    figures.add("<svg/>", as: String(repeating: "n", count: 300) + ".svg")
    let error = #expect(throws: OutputError.self) { try figures.close() }
    #expect(error?.description.hasSuffix("cannot hold figures: file name too long.") == true)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
  }

  /// A file in a folder that takes no new ones is written into, and has its old text if that fails.
  @Test func aFileThatCannotBeReplacedIsWrittenInto() throws {
    let file = TemporaryFile("an old text that is longer")
    try PendingFile.overwrite(file.path, with: Data("new".utf8))
    #expect(try String(contentsOfFile: file.path, encoding: .utf8) == "new")
  }

  @Test func aLongPathKeepsTheNameOfItsFile() {
    let folder = "/nowhere/" + String(repeating: "folder/", count: 20)
    let reason = reason(folder + "the-name-that-one-looks-for.md") ?? ""
    #expect(reason.contains("'/nowhere/folder/folder/f…"))
    #expect(reason.contains("folder/the-name-that-one-looks-for.md' cannot be written"))
  }
}

@Suite struct FileUseTests {
  private let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  private func path(_ name: String) -> String { folder.path + "/" + name }

  private func complaint(_ uses: FileUse...) -> String? {
    do {
      try FileUse.requireDifferent(uses)
      return nil
    } catch { return "\(error)" }
  }

  @Test func twoNamesOfOneFileAreFound() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = FileManager.default
    try Data().write(to: folder.appendingPathComponent("a"))
    try files.linkItem(atPath: path("a"), toPath: path("hard"))
    try files.createSymbolicLink(atPath: path("soft"), withDestinationPath: "a")
    try files.createSymbolicLink(atPath: path("early"), withDestinationPath: "new")
    for (first, second) in [
      ("a", "a"), ("a", "hard"), ("a", "soft"), ("soft", "hard"), ("new", "new"), ("new", "early"),
      ("new", "./new"),
    ] {
      for use in [FileUse.reading(path(second), "--in"), .writing(path(second), "--in")] {
        let sentence = try #require(complaint(.writing(path(first), "--out"), use))
        #expect(sentence.hasPrefix("--out '") && sentence.contains(" and --in '"))
        #expect(sentence.hasSuffix(" are the same: give each its own."))
      }
      #expect(
        complaint(.reading(path(first), "--one"), .reading(path(second), "--two")) == nil)
    }
    #expect(complaint(.writing(path("a"), "--out"), .writing(path("new"), "--in")) == nil)
    #expect(complaint(.writing(path("no/a"), "--out"), .writing(path("no/a"), "--in")) == nil)
  }

  @Test func foldersMayBeSharedAndDevicesToo() {
    defer { try? FileManager.default.removeItem(at: folder) }
    #expect(complaint(.writing("/dev/null", "--a"), .writing("/dev/null", "--b")) == nil)
    #expect(complaint(.filling(folder.path, "--a"), .filling(folder.path, "--b")) == nil)
    #expect(complaint(.filling(path("new"), "--a"), .writing(path("new"), "--b")) != nil)
  }
}
