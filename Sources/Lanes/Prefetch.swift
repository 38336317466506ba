/// Asks for the line of the cache at `p`, which is read soon. It need not be there: nothing waits for
/// it, and nothing fails. (A load would not do: a processor holds back all that comes after it until it
/// has its number.)
///
/// Where a loop has much to do for each number, a processor, which looks some 450 instructions ahead,
/// sees too little of what comes next to keep memory busy. A loop with less to do is better off without:
/// its own loads are many enough, and each of these costs as much as one of them.
@inlinable @inline(__always)
public func prefetch(_ p: UnsafeRawPointer) { prefetchLine(p, 0, 3, 1) }

/// The same for a line that is written soon.
@inlinable @inline(__always)
public func prefetch(toWrite p: UnsafeMutableRawPointer) { prefetchLine(p, 1, 3, 1) }

#if WITHOUT_PREFETCH
  /// Nothing: the thread sanitizer lets every call end in an error, and LLVM accepts no such call of an
  /// instruction.
  @inlinable @inline(__always)
  func prefetchLine(_ p: UnsafeRawPointer, _ write: Int32, _ cache: Int32, _ kind: Int32) {}
#else
  /// LLVM's name for the instruction: to read (0) or to write (1), into all caches (3), of data (1).
  @_silgen_name("llvm.prefetch.p0") @usableFromInline
  func prefetchLine(_ p: UnsafeRawPointer, _ write: Int32, _ cache: Int32, _ kind: Int32)
#endif
