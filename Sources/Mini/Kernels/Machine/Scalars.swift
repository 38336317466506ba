import Base

/// The numbers of a tensor: an array of `Float` whose memory begins with a cache line.
///
/// A vector of sixteen numbers is as long as a line of the cache, 64 bytes. Where it lies across two
/// lines, the processor reads both, so kernels like rows that begin with a line. The elements of a
/// Swift array may begin at any address that 16 divides; hence this collection, which is a value as
/// arrays are: a copy shares the memory until one of the two changes.
public struct Scalars: Sendable {
  @usableFromInline var memory: Memory

  /// The number of elements.
  public let count: Int

  /// `count` zeros.
  public init(zeros count: Int) {
    self.init(count: count) { $0.initialize(repeating: 0, count: count) }
  }

  /// A copy of `elements`, in their order.
  public init(_ elements: some Collection<Float>) {
    self.init(count: elements.count) { start in
      _ = UnsafeMutableBufferPointer(start: start, count: elements.count)
        .initialize(fromContentsOf: elements)
    }
  }

  /// `count` numbers that `next` gives, one after the other.
  init(count: Int, drawing next: () -> Float) {
    self.init(count: count) { start in
      for i in 0..<count { (start + i).initialize(to: next()) }
    }
  }

  /// Memory that `fill` writes, all of it: the only way around writing zeros first.
  package init(count: Int, filling fill: (UnsafeMutablePointer<Float>) -> Void) {
    self.count = count
    memory = Memory(count: count)
    fill(memory.start)
  }

  /// Where the elements lie; everyone who holds it may read, and its only holder may write.
  @usableFromInline final class Memory: @unchecked Sendable {
    @usableFromInline let start: UnsafeMutablePointer<Float>
    private let allocated: UnsafeMutableRawPointer

    // A line more than is needed, to begin with the first whole one. To ask the system for the
    // alignment instead gives memory that it takes back after each use, and hands out page by page.
    fileprivate init(count: Int) {
      require(count >= 0, "there are no \(count) numbers")
      require(
        Count(count).fitsIntoMemory,
        "\(count) numbers would not fit into \(Count.memoryOfThisMachine)")
      let bytes = count * MemoryLayout<Float>.stride
      allocated = .allocate(byteCount: bytes + 64, alignment: 16)
      let line = allocated.alignedUp(toMultipleOf: 64)
      LargePages.welcome(line, byteCount: bytes)
      start = line.bindMemory(to: Float.self, capacity: count)
    }

    deinit { allocated.deallocate() }
  }

  /// Before a change: takes a copy if others hold the memory too.
  @usableFromInline mutating func own() {
    if !isKnownUniquelyReferenced(&memory) { self = Scalars(self) }
  }
}

// MARK: Access

extension Scalars {
  /// The elements where they lie; valid only until `body` returns.
  @inlinable public func withUnsafeBufferPointer<Result>(
    _ body: (UnsafeBufferPointer<Float>) throws -> Result
  ) rethrows -> Result {
    try withExtendedLifetime(memory) {
      try body(UnsafeBufferPointer(start: memory.start, count: count))
    }
  }

  /// The elements where they lie, to change them; valid only until `body` returns.
  @inlinable public mutating func withUnsafeMutableBufferPointer<Result>(
    _ body: (UnsafeMutableBufferPointer<Float>) throws -> Result
  ) rethrows -> Result {
    own()
    return try withExtendedLifetime(memory) {
      try body(UnsafeMutableBufferPointer(start: memory.start, count: count))
    }
  }
}

extension Scalars: RandomAccessCollection, MutableCollection {
  /// 0
  @inlinable public var startIndex: Int { 0 }

  /// The number of elements.
  @inlinable public var endIndex: Int { count }

  /// Element `i`, below ``count``.
  @inlinable public subscript(i: Int) -> Float {
    get {
      require(0 <= i && i < count, "there is no element \(i) among \(count)")
      return memory.start[i]
    }
    set {
      require(0 <= i && i < count, "there is no element \(i) among \(count)")
      own()
      memory.start[i] = newValue
    }
  }

  /// ``withUnsafeBufferPointer(_:)``, by which other collections copy all elements at once.
  @inlinable public func withContiguousStorageIfAvailable<Result>(
    _ body: (UnsafeBufferPointer<Float>) throws -> Result
  ) rethrows -> Result? {
    try withUnsafeBufferPointer(body)
  }
}

extension Scalars: Equatable {
  /// Whether the numbers are equal, in their order; a NaN equals nothing.
  public static func == (a: Scalars, b: Scalars) -> Bool { a.elementsEqual(b) }
}

extension Scalars: ExpressibleByArrayLiteral {
  /// The elements of a literal, as in `[1, 2, 3]`.
  public init(arrayLiteral elements: Float...) { self.init(elements) }
}
