import Mini

/// Bytes that never change: a copy of our own, or a part of something that stays where it is as long
/// as somebody holds it, such as a mapped file. No alignment is promised.
package final class StoredBytes: Equatable, @unchecked Sendable {
  package let start: UnsafeRawPointer
  package let count: Int
  private let owner: (any AnyObject & Sendable)?  // nil if the memory is our own

  /// Memory of our own that `fill` writes, all of it. It begins with a cache line.
  init(count: Int, filling fill: (UnsafeMutableRawPointer) -> Void) {
    let memory = UnsafeMutableRawPointer.allocate(byteCount: max(count, 1), alignment: 64)
    LargePages.welcome(memory, byteCount: count)
    fill(memory)
    start = UnsafeRawPointer(memory)
    self.count = count
    owner = nil
  }

  /// Bytes that belong to `owner`, who is kept alive.
  package init(_ bytes: UnsafeRawBufferPointer, of owner: any AnyObject & Sendable) {
    start = bytes.baseAddress ?? UnsafeRawPointer(bitPattern: 64)!
    count = bytes.count
    self.owner = owner
  }

  deinit {
    if owner == nil { start.deallocate() }
  }

  /// A copy of `bytes`.
  convenience init(_ bytes: some Collection<UInt8>) {
    self.init(count: bytes.count) { memory in
      let target = UnsafeMutableRawBufferPointer(start: memory, count: bytes.count)
      target.copyBytes(from: bytes)
    }
  }

  /// Whether both hold the same bytes.
  package static func == (a: StoredBytes, b: StoredBytes) -> Bool {
    a.count == b.count
      && (a.start == b.start
        || UnsafeRawBufferPointer(start: a.start, count: a.count)
          .elementsEqual(UnsafeRawBufferPointer(start: b.start, count: b.count)))
  }
}
