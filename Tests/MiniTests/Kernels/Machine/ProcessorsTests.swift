import Foundation
import Testing

@testable import Base

@Suite struct ProcessorsTests {
  @Test func thereIsAtLeastOneAndNoMoreThanTheMachineHas() {
    let active = ProcessInfo.processInfo.activeProcessorCount
    #expect(1 <= Processors.worthAThread)
    #expect(Processors.worthAThread <= Processors.available && Processors.available <= active)
  }

  @Test func affinityIsReadFromTheStatusOfLinux() throws {
    try withFolder { folder in
      let file = folder.appending(path: "status")
      for (list, count) in [
        ("0-1", 2), ("0", 1), ("0-3,8,10-11", 7), ("5,7", 2), ("", nil), ("3-1", nil), ("x", nil),
      ] as [(String, Int?)] {
        let status = "Name:\tprobe\nCpus_allowed:\t3\nCpus_allowed_list:\t\(list)\nThreads:\t1\n"
        try status.write(to: file, atomically: true, encoding: .utf8)
        #expect(Processors.allowed(by: file.path) == count, "\(list)")
      }
      #expect(Processors.allowed(by: folder.path + "/none") == nil)
    }
  }

  /// A group may use no more than the one that holds it; half a processor is worth a thread.
  @Test func theSmallestQuotaOfAContainerCounts() throws {
    try withFolder { root in
      let inner = root.appending(path: "outer/inner")
      try FileManager.default.createDirectory(at: inner, withIntermediateDirectories: true)
      let group = ControlGroup(folder: inner, root: root)
      #expect(group.processors == nil)
      func limit(_ folder: String, _ text: String) throws {
        let file = root.appending(path: folder).appending(path: "cpu.max")
        try text.write(to: file, atomically: true, encoding: .utf8)
      }
      try limit("outer/inner", "max 100000\n")
      #expect(group.processors == nil)
      try limit("outer", "350000 100000\n")
      #expect(group.processors == 4)
      try limit("outer/inner", "50000 100000\n")
      #expect(group.processors == 1)
      try limit("outer/inner", "800000 100000\n")
      #expect(group.processors == 4)
      try limit("", "200000 100000\n")
      #expect(group.processors == 2)
      try limit("", "nonsense\n")
      #expect(group.processors == 4)
    }
  }

  private func withFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }
}
