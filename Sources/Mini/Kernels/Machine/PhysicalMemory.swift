import Foundation

/// The memory of this machine.
enum PhysicalMemory {
  /// In bytes.
  static let byteCount = Int(ProcessInfo.processInfo.physicalMemory)
}
