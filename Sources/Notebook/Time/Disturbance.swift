/// Why measured times say nothing: something else had a part in them, another program or a machine that
/// grew warm. A table then says so, and no finding is drawn from it.
public struct Disturbance: Sendable, Hashable, Codable {
  /// What gave it away, the middle of a sentence.
  public let sign: String

  /// A spread above this is no accident of few samples. Of the tables that were kept from a machine at
  /// rest none has one above an eighth.
  public static let largestSpread = 0.25

  /// A disturbance that shows in this way.
  public init(_ sign: String) { self.sign = sign }

  /// What several times of the same work say, in seconds; `nil` if they are near enough to each other.
  public init?(timesOf name: String, _ seconds: [Double]) {
    self.init(Measurement(name, samples: seconds))
  }

  /// A curve that leaps by more than this, and stays there, has another reason than what it shows.
  public static let largestLeap = 1.25

  /// What a curve of times says, each divided by its work; `nil` if no eight of them in a row are far above
  /// the eight before.
  public init?(leapIn name: String, _ times: [Double]) {
    func middle(_ range: Range<Int>) -> Double { times[range].sorted()[range.count / 2] }
    let window = 8
    let leaps = (window..<max(window, times.count - window + 1)).map { i in
      (place: i, leap: middle(i..<i + window) / middle(i - window..<i))
    }.filter { $0.leap > Self.largestLeap }
    guard let leap = leaps.map(\.leap).max() else { return nil }
    // It shows from some places before it to some behind it.
    let place = leaps[leaps.count / 2].place
    sign =
      "“\(name)” takes \(leap.fixed(2)) times as long for the same work from its place "
      + "\(place + 1) on"
  }

  /// What a measurement with its limit says; `nil` if it can be believed.
  init?(_ measurement: Measurement) {
    let (name, spread) = (measurement.name, measurement.spread)
    // NaN is no small spread.
    guard spread <= Self.largestSpread else {
      sign =
        "the times of “\(name)” are spread by ± \(spread.percent(0)), more than "
        + "± \(Self.largestSpread.percent(0))"
      return
    }
    guard let limit = measurement.limit, measurement.median > 0,
      limit.seconds / measurement.median > limit.bound.largestShare
    else { return nil }
    let share = (limit.seconds / measurement.median).percent(0)
    sign = "“\(name)” has \(share) of what this machine was seen to do at best"
  }

  /// What a page says.
  var sentence: String {
    "*This machine was busy*: \(sign). The times say nothing, and nothing is concluded from them."
  }
}
