/// A number, a word or a choice of the chapter that the reader can change on the command line.
///
/// ```swift
/// @Knob("features per head; they turn in pairs", .even, .in(2...1024)) var headDimension = 64
/// ```
///
/// The option is named after the property: `--head-dimension`. A value that breaks a constraint never
/// reaches the chapter.
@propertyWrapper
public struct Knob<Value: KnobValue> {
  /// What it is, for `--help`.
  public let about: String
  let constraints: [Constraint<Value>]
  let initial: Value
  private let box: Box

  // The command line is read through a mirror of the chapter, which sees a copy of each wrapper; the
  // value they share therefore lives behind a reference.
  private final class Box {
    var value: Value
    var isGiven = false
    init(_ value: Value) { self.value = value }
  }

  /// A knob with its default value, what it is, and what its values have to fulfil.
  public init(wrappedValue: Value, _ about: String, _ constraints: Constraint<Value>...) {
    self.about = about
    self.constraints = constraints
    self.initial = wrappedValue
    self.box = Box(wrappedValue)
  }

  /// The value of this run.
  public var wrappedValue: Value { box.value }
}

/// What a value has to fulfil, and how to say it after "it must be".
public struct Constraint<Value>: Sendable {
  let description: String
  let isFulfilled: @Sendable (Value) -> Bool

  /// A condition and the words for it.
  public init(_ description: String, _ isFulfilled: @escaping @Sendable (Value) -> Bool) {
    (self.description, self.isFulfilled) = (description, isFulfilled)
  }
}

extension Constraint where Value: Comparable & Sendable & KnobValue {
  /// A value of the range, its ends included.
  public static func `in`(_ range: ClosedRange<Value>) -> Constraint {
    Constraint("from \(range.lowerBound.typed) to \(range.upperBound.typed)") { range.contains($0) }
  }

  /// The bound or more.
  public static func atLeast(_ bound: Value) -> Constraint {
    Constraint("at least \(bound.typed)") { $0 >= bound }
  }
}

extension Constraint where Value == Int {
  /// A multiple of two.
  public static var even: Constraint { Constraint("even") { $0.isMultiple(of: 2) } }
}

extension Constraint where Value == String {
  /// At least one character.
  public static var notEmpty: Constraint { Constraint("not empty") { !$0.isEmpty } }
}

/// A type whose values a reader can type.
public protocol KnobValue: Sendable {
  /// What to type: "a whole number".
  static var kind: String { get }
  /// The value of what was typed, or `nil`.
  init?(typed: String)
  /// What the reader would type to get this value.
  var typed: String { get }
  /// Whether there is a value at all: a file that nobody named is none.
  var isThere: Bool { get }
}

extension KnobValue {
  /// There is.
  public var isThere: Bool { true }
}

extension Int: KnobValue {
  /// Digits, with a sign if need be.
  public static var kind: String { "a whole number" }
  /// `nil` for anything but digits, and for more of them than 64 bits hold.
  public init?(typed: String) { self.init(typed) }
  /// The digits.
  public var typed: String { "\(self)" }
}

extension Bool: KnobValue {
  /// A knob of this type is a switch, which takes no value.
  public static var kind: String { "yes or no" }
  /// `nil` for anything but these two words.
  public init?(typed: String) {
    guard typed == "yes" || typed == "no" else { return nil }
    self = typed == "yes"
  }
  /// One of the two words.
  public var typed: String { self ? "yes" : "no" }
}

/// A value that need not be there.
extension Optional: KnobValue where Wrapped: KnobValue {
  /// That of the value.
  public static var kind: String { Wrapped.kind }
  /// `nil` for what is no such value.
  public init?(typed: String) {
    guard let value = Wrapped(typed: typed) else { return nil }
    self = .some(value)
  }
  /// "none", or the value.
  public var typed: String { self?.typed ?? "none" }
  /// Whether it is not `nil`.
  public var isThere: Bool { self != nil }
}

extension UInt64: KnobValue {
  /// Digits.
  public static var kind: String { "a whole number from 0 to \(UInt64.max)" }
  /// `nil` for anything but digits, and for more of them than 64 bits hold.
  public init?(typed: String) { self.init(typed) }
  /// The digits.
  public var typed: String { "\(self)" }
}

extension Double: KnobValue {
  /// A decimal number, `0.5` or `1e4`.
  public static var kind: String { "a finite number" }
  /// `nil` for anything but a finite number.
  public init?(typed: String) {
    // Swift reads 0x1p4 and infinity as well.
    guard typed.allSatisfy({ "0123456789+-.eE".contains($0) }), let value = Double(typed),
      value.isFinite
    else { return nil }
    self = value
  }
  /// Without a point where none is needed.
  public var typed: String {
    self == rounded() && abs(self) < 1e15 ? "\(Int(self))" : "\(self)"
  }
}

extension String: KnobValue {
  /// Any text.
  public static var kind: String { "a text" }
  /// The text as it is.
  public init?(typed: String) { self = typed }
  /// The text, in quotation marks where a shell needs them.
  public var typed: String { contains(" ") ? "\"\(self)\"" : self }
  /// An empty text is none.
  public var isThere: Bool { !isEmpty }
}

extension KnobValue where Self: CaseIterable & RawRepresentable, RawValue == String {
  /// The names to choose from.
  public static var kind: String { "one of " + allCases.map(\.rawValue).joined(separator: ", ") }
  /// `nil` for a name that is not there.
  public init?(typed: String) { self.init(rawValue: typed) }
  /// The name.
  public var typed: String { rawValue }
}

/// A knob of which only the name and the text on the command line matter.
protocol AnyKnob {
  var about: String { get }
  /// "a whole number, even and from 2 to 1024"
  var requirement: String { get }
  var initialText: String { get }
  var text: String { get }
  /// Whether there is a value in this run.
  var isThere: Bool { get }
  /// Whether the reader has set it in this run, be it to the default value.
  var isGiven: Bool { get }
  /// Whether it takes no value on the command line.
  var isSwitch: Bool { get }
  /// Sets the value of this run, or throws a sentence that says what would be right.
  func set(_ text: String, option: String) throws
}

extension Knob: AnyKnob {
  var initialText: String { Self.text(of: initial) }
  var text: String { Self.text(of: box.value) }
  var isThere: Bool { box.value.isThere }
  var isGiven: Bool { box.isGiven }
  var isSwitch: Bool { Value.self == Bool.self }

  private static func text(of value: Value) -> String { value.isThere ? value.typed : "none" }

  var requirement: String {
    constraints.isEmpty
      ? Value.kind : Value.kind + ", " + constraints.map(\.description).joined(separator: " and ")
  }

  func set(_ text: String, option: String) throws {
    guard let value = Value(typed: text), constraints.allSatisfy({ $0.isFulfilled(value) }) else {
      throw InputError("--\(option) cannot be \(quoted(text)): it must be \(requirement).")
    }
    (box.value, box.isGiven) = (value, true)
  }
}

extension ArgumentReader.Option {
  /// The option that sets a knob.
  init(_ name: String, _ knob: any AnyKnob) {
    self.init(name: name, value: knob.isSwitch ? nil : knob.requirement) { text in
      try knob.set(knob.isSwitch ? true.typed : text, option: name)
    }
  }
}

/// The knobs among the properties of `owner` with the names of their options, in the order in which
/// they are declared.
func knobs(of owner: Any) -> [(name: String, knob: any AnyKnob)] {
  Mirror(reflecting: owner).children.compactMap { child in
    guard let knob = child.value as? any AnyKnob, let label = child.label else { return nil }
    return (String(label.drop { $0 == "_" }).asOption, knob)
  }
}

/// What was typed, in quotes, short enough for one line. What cannot be seen is named by its code.
func quoted(_ text: String) -> String {
  let shown = visible(text)
  return shown.count > 40 ? "'\(shown.prefix(37))…'" : "'\(shown)'"
}

/// The path of a file, in quotes. A long one is cut in the middle: the name at its end tells most.
func quoted(path: String) -> String {
  let shown = visible(path)
  return shown.count > 80 ? "'\(shown.prefix(24))…\(shown.suffix(55))'" : "'\(shown)'"
}

/// The text with the codes of what cannot be seen.
private func visible(_ text: String) -> String {
  text.unicodeScalars.map { scalar -> String in
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned, .surrogate:
      "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
    default: String(scalar)
    }
  }.joined()
}

/// Wrong input: one sentence that names what was given and says what would be right.
public struct InputError: Error, CustomStringConvertible {
  /// The sentence.
  public let description: String
  /// An error with this sentence.
  public init(_ description: String) { self.description = description }
}
