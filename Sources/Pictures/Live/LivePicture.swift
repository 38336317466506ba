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
  private let view: @Sendable ([Double]) -> View

  /// What is seen at one setting.
  public struct View: Sendable {
    /// The picture.
    public let figure: Figure
    /// Numbers beside it, each as words: `score: 1.0325`.
    public let numbers: [String]
    /// What holds at this setting, and what does not.
    public let checks: [Check]

    /// A picture with its numbers and checks.
    public init(_ figure: Figure, numbers: [String] = [], checks: [Check] = []) {
      (self.figure, self.numbers, self.checks) = (figure, numbers, checks)
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

  /// A picture with its knobs; `view` gets a value for each of them, in their order.
  public init(
    _ name: String, invitation: String, knobs: [LiveKnob],
    view: @escaping @Sendable ([Double]) -> View
  ) {
    (self.name, self.invitation, self.knobs, self.view) = (name, invitation, knobs, view)
  }

  /// Where each knob stands before it is moved.
  public var defaults: [Int] { knobs.map { $0.shown } }

  /// What is seen where each knob stands at this place among its values.
  public func view(at places: [Int]) -> View {
    require(
      places.count == knobs.count
        && zip(places, knobs).allSatisfy { $1.values.indices.contains($0) },
      "the knobs of the picture \(name) do not go to \(places)")
    return view(zip(places, knobs).map { $1.values[$0] })
  }
}
