import Foundation

/// Memory in pages of 2 MB instead of 4 KB.
package enum LargePages {
  /// Below this there are too few large pages in a piece of memory to be worth asking for.
  private static let smallestRegion = 4 << 20

  /// Tells the system, before memory is used for the first time, that large pages are welcome.
  ///
  /// The system hands out memory page by page, each when it is first touched, filled with zeros: in
  /// small pages that takes several times as long as to write what was asked for. And a processor
  /// that reads a large matrix looks up the address of every page. NumPy asks for the same.
  package static func welcome(_ start: UnsafeMutableRawPointer, byteCount: Int) {
    #if os(Linux)
      guard byteCount >= smallestRegion else { return }
      // The call wants the address of a page. It is advice: if it is not taken, nothing is lost.
      let page = sysconf(Int32(_SC_PAGESIZE))
      let first = (Int(bitPattern: start) + page - 1) & ~(page - 1)
      let end = (Int(bitPattern: start) + byteCount) & ~(page - 1)
      madvise(UnsafeMutableRawPointer(bitPattern: first), end - first, MADV_HUGEPAGE)
    #endif
  }
}
