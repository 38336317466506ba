import ExerciseCases
import Foundation

/// A few bytes that two processes see: in which function of the reader's the model is at work, and how
/// often it has come out of one. So whoever watches can tell a slow model from one that hangs, and name
/// the function that broke down.
final class LifeSign: @unchecked Sendable {
  private let memory: UnsafeMutablePointer<UInt64>

  /// What the process is told by, in its environment.
  static let key = "NOTES_LIFE_SIGN"

  /// In a new file, or in the one at a path.
  init(path: String) throws {
    let file = open(path, O_RDWR | O_CREAT, 0o600)
    defer { if file >= 0 { close(file) } }
    guard file >= 0, ftruncate(file, 16) == 0,
      let address = mmap(nil, 16, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0),
      address != MAP_FAILED
    else { throw LifeSignError(path: path) }
    memory = address.bindMemory(to: UInt64.self, capacity: 2)
  }

  deinit { munmap(memory, 16) }

  struct LifeSignError: Error, CustomStringConvertible {
    var path: String
    var description: String { "the file '\(path)' cannot be shared by two processes" }
  }

  /// The function that is at work; nil if none of the reader's is.
  var part: Part? {
    get { memory[0] == 0 ? nil : Part.allCases[Int(memory[0]) - 1] }
    set { memory[0] = newValue.map { UInt64(Part.allCases.firstIndex(of: $0)! + 1) } ?? 0 }
  }

  /// Grows as long as the model lives.
  var beats: UInt64 { memory[1] }

  /// Says that it does.
  func beat() { memory[1] &+= 1 }
}
