import Base

/// A picture under the reader's hand: a few knobs, and a function from their values to what is seen.
///
/// Programs of the terminal show it at its defaults. A page for browsers has sliders and calls the same
/// function, compiled for WebAssembly: nothing is drawn, computed or written as text anywhere else.
public struct LivePicture: Sendable {
  /// Its name on pages and in programs: `positions`.
  public let name: String
  /// The sentence that says what to try.
  public let invitation: String
  /// What the reader can move.
  public let knobs: [LiveKnob]
  private let view: @Sendable (Setting) -> View

  /// Where its knobs stand.
  public struct Setting: Sendable {
    /// The value of each knob.
    public let values: [Double]
    /// What is written where one of them is a text.
    public let text: String

    /// The value of a knob.
    public subscript(knob: Int) -> Double { values[knob] }
  }

  /// What is seen at one setting.
  public struct View: Sendable {
    /// The picture.
    public let figure: Figure
    /// Numbers beside it, each as words: `score: 1.0325`.
    public let numbers: [String]
    /// What holds at this setting, and what does not.
    public let checks: [Check]
    /// Other settings that are a touch away.
    public let offers: [Offer]
    /// Whether a run has come to its end.
    public let isOver: Bool

    /// A picture with its numbers and checks.
    public init(
      _ figure: Figure, numbers: [String] = [], checks: [Check] = [], offers: [Offer] = [],
      isOver: Bool = false
    ) {
      (self.figure, self.numbers, self.checks) = (figure, numbers, checks)
      (self.offers, self.isOver) = (offers, isOver)
    }
  }

  /// A button on a page for browsers that moves a knob: a text gets other words, or another place is looked
  /// at.
  public struct Offer: Sendable, Equatable {
    /// What is written on it.
    public let label: String
    /// The knob, counted from 0.
    public let knob: Int
    /// What is written into a text, or a place among the values.
    public let value: String
    /// Whether pointing at it, or coming to it with the keyboard, is enough.
    public let isPointed: Bool

    /// A button that writes a text.
    public static func write(_ label: String, _ knob: Int, _ text: String) -> Offer {
      Offer(label: label, knob: knob, value: text, isPointed: false)
    }

    /// Something to point at.
    public static func point(_ label: String, _ knob: Int, at place: Int) -> Offer {
      Offer(label: label, knob: knob, value: "\(place)", isPointed: true)
    }
  }

  /// A statement about the picture, evaluated anew at every setting.
  public struct Check: Sendable, Equatable {
    /// What is true, in words.
    public let statement: String
    /// The number that decides it, as words.
    public let measured: String
    /// Whether it is true at this setting.
    public let holds: Bool

    /// A statement with the number that decides it.
    public init(_ statement: String, _ measured: String, holds: Bool) {
      (self.statement, self.measured, self.holds) = (statement, measured, holds)
    }
  }

  /// A picture with its knobs; `view` is told where they stand.
  public init(
    _ name: String, invitation: String, knobs: [LiveKnob],
    view: @escaping @Sendable (Setting) -> View
  ) {
    (self.name, self.invitation, self.knobs, self.view) = (name, invitation, knobs, view)
  }

  /// Where each knob stands before it is moved.
  public var defaults: [Int] { knobs.map { $0.shown } }

  /// What is seen where each knob stands at this place among its values, and with this text where one of
  /// them is a text; what stands there before it is changed if `nil`.
  public func view(at places: [Int], text: String? = nil) -> View {
    require(
      places.count == knobs.count
        && zip(places, knobs).allSatisfy { $1.values.indices.contains($0) },
      "the knobs of the picture \(name) do not go to \(places)")
    return view(
      Setting(
        values: zip(places, knobs).map { $1.values[$0] },
        text: text ?? knobs.first { $0.kind == .text }?.names[0] ?? ""))
  }
}
