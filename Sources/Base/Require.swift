#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Stops the program with `sentence` where `condition` does not hold: a programmer's mistake, such as
/// two shapes that do not fit, told in words that name both.
///
/// The standard library's `precondition` drops its sentence under `-O`, which this package uses in
/// the debug configuration too. This one prints it on standard error in every configuration. It stands in
/// a module below all others because only then its condition is tested in line, file by file as the
/// debug configuration compiles.
@inlinable @inline(__always)
public func require(
  _ condition: Bool, _ sentence: @autoclosure () -> String, file: StaticString = #fileID,
  line: UInt = #line
) {
  if !condition { stop(sentence(), file: file, line: line) }
}

/// Stops the program with `sentence`, which says what the programmer's mistake was: it is the last that
/// is written, and the exit status is 70. What was printed before is not lost, whatever it goes to.
///
/// With `SWIFT_BACKTRACE=enable=yes` in the environment the calls that led here follow the sentence.
@inline(never)
public func stop(_ sentence: String, file: StaticString = #fileID, line: UInt = #line) -> Never {
  let prepare = Stopping.prepare
  // What stops the program while it prepares for that has nobody to prepare it.
  Stopping.prepare = nil
  prepare?()
  #if canImport(Darwin) || canImport(Glibc) || canImport(Musl)
    fflush(nil)
    let wish = getenv("SWIFT_BACKTRACE").map { String(cString: $0) } ?? ""
    if wish.isEmpty || wish.contains("enable=no") || wish.contains("enable=off") {
      let bytes = Array("\(file):\(line): Fatal error: \(sentence)\n".utf8)
      _ = bytes.withUnsafeBytes { write(2, $0.baseAddress, $0.count) }
      _exit(70)
    }
  #endif
  fatalError(sentence, file: file, line: line)
}

/// What is to be done before ``stop(_:file:line:)`` ends the program.
public enum Stopping {
  /// Called once, on the thread that stops: shows what is still to be shown. Set before other threads begin.
  nonisolated(unsafe) public static var prepare: (() -> Void)?
}
