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
    #expect(throws: InputError.self) { try Output(path: "/nowhere/at/all.md") }
    #expect(throws: InputError.self) { try Output(path: "/") }
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
  }
}
