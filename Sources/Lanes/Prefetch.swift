import Words

/// Asks for the line of the cache at `p`, which is read soon. It need not be there: nothing waits for
/// it, and nothing fails. (A load would not do: a processor holds back all that comes after it until it
/// has its number.)
///
/// Where a loop has much to do for each number, a processor, which looks some 450 instructions ahead,
/// sees too little of what comes next to keep memory busy. A loop with less to do is better off without:
/// its own loads are many enough, and each of these costs as much as one of them.
@inlinable @inline(__always)
public func prefetch(_ p: UnsafeRawPointer) { words_prefetch(p) }

/// The same for a line that is written soon.
@inlinable @inline(__always)
public func prefetch(toWrite p: UnsafeMutableRawPointer) { words_prefetch_to_write(p) }
