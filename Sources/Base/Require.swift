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

/// Stops the program with `sentence`, which says what the programmer's mistake was.
@inline(never)
public func stop(_ sentence: String, file: StaticString = #fileID, line: UInt = #line) -> Never {
  fatalError(sentence, file: file, line: line)
}
