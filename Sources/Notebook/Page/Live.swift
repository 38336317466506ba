import Foundation

/// A live picture as a page shows it before anybody moves a knob, and what a page for browsers needs so
/// that it can be moved.
public struct Live: Sendable, Codable {
  /// Its name, by which the browser's module knows it.
  public var name: String
  /// The sentence that says what to try.
  public var invitation: String
  /// What can be moved.
  public var knobs: [Knob]
  /// The numbers and checks beside it: a kind (`=`, `+` or `-`), a text, and what was measured.
  public var lines: [[String]]
  /// The numbers of the model that it computes with, 32 bits each, in base 64; `nil` where it needs none.
  public var numbers: String?

  /// A slider, or another kind of knob.
  public struct Knob: Sendable, Codable {
    /// How it is moved: `slider`, `text`, `pointed` or `run`.
    public var kind: String
    /// What it moves.
    public var label: String
    /// How many values it has.
    public var count: Int
    /// The place where it stands, counted from 0.
    public var shown: Int
    /// The value there, in words.
    public var value: String
  }

  init(_ picture: LivePicture, numbers: [Float]?) {
    self.numbers = numbers.map { numbers in
      numbers.withUnsafeBytes { Data($0).base64EncodedString() }
    }
    let answer = LiveAnswer(picture, at: picture.defaults, isNarrow: false)
    (name, invitation) = (picture.name, picture.invitation)
    knobs = zip(picture.knobs, answer.values).map { knob, value in
      Knob(
        kind: "\(knob.kind)", label: knob.label, count: knob.values.count, shown: knob.shown,
        value: value)
    }
    lines = answer.lines
  }
}

extension Page {
  /// A picture under the reader's hand. Where there is none, it is shown at its defaults.
  ///
  /// - Parameters:
  ///   - picture: what the reader moves
  ///   - numbers: those of the trained model, if it computes with one; they travel inside of the page
  public func live(_ picture: LivePicture, numbers: [Float]? = nil) {
    let block: Block =
      switch picture.view(at: picture.defaults).figure {
      case .plot(let plot): .plot(plot)
      case .heatMap(let map): .heatMap(map)
      case .diagram(let diagram): .diagram(diagram)
      }
    emit(.live(Live(picture, numbers: numbers), block))
  }
}
