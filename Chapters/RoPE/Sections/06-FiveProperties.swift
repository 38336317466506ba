import Experiments
import Mini
import Notebook
import RoPEExperiments
import Workbench

extension RoPEChapter {
  /// P1, E7: the five desirable properties, each scheme against each, every cell measured.
  var fiveProperties: Section {
    Section("From integers to rotations: five properties", "P1", "E7") { page in
      page.result(
        """
        Of six ways to write a position only sinusoids and rotations have all five properties one would like.
        """)
      page.claim("P1")
      page.text(
        """
        The list of Fleetwood, 2024, in our words:
        """)
      page.list(
        "*Unique*: no two positions share a code, the same in every text.",
        "*Linear*: one linear map (and a constant) leads from p to p + k.",
        "*Endless*: later positions have codes of the same size.",
        "*By rule*: no table of codes is stored.",
        "*Several dimensions*: for places (x, y), products see only (Δx, Δy).")
      page.text(
        """
        \(Trial.features) numbers per code, \(Trial.length) positions: counting (`p`), also as a share of the
        text's length (`p/N`), binary digits, a learned table (here random), sinusoids, and (1, 0, 1, 0, …) turned
        to its position.
        """)
      var random = page.generator(2)
      let trials = Trial.all(using: &random)
      page.table(
        columns: ["property"] + trials.map(\.name),
        rows: Property.allCases.map { property in
          [property.rawValue]
            + trials.map { trial in
              let result = trial.result(property)
              return (result.passes ? "✓ " : "✗ ") + result.text
            }
        })
      page.deeper("What the numbers mean, and how binary digits lead to waves") {
        page in
        page.correction("E7")
        page.binaryDigits()
        page.list(
          "unique: the smallest distance of two codes (`p` is written \(Trial.features) times, hence 4), or how much the code of 5 moves when the text"
            + " grows from 10 to 10 000 tokens (→)",
          "linear: the largest error of the best map for k = 3, fitted on the even positions and tried"
            + " on the odd ones",
          "endless: the largest feature at position \(2 * Trial.length), in a text that long, over the largest"
            + " up to \(Trial.length - 1) (\(Trial.features) binary digits end at"
            + " \(((1 << Trial.features) - 1).grouped))",
          "by rule: how many numbers have to be stored",
          "dimensions: how much the product of two codes changes when both places move by (40, 8)")
      }
      checks(page, trials)
      page.text(
        """
        “Endless” is about the code, not the model (section 14).
        """)
    }
  }
}

extension RoPEChapter {
  /// The numbers behind the ticks: the worst of those who have a property.
  private func checks(_ page: Page, _ trials: [Trial]) {
    func worst(_ property: Property, _ names: [String], _ choose: ([Double]) -> Double?) -> Double {
      choose(trials.filter { names.contains($0.name) }.map { $0.result(property).value }) ?? .nan
    }
    page.check(
      "P1", "unique: smallest distance of two codes of p, binary, learned, sinusoid and rotary",
      worst(.unique, ["p", "binary", "learned", "sinusoid", "rotary"]) { $0.min() },
      isAtLeast: 0.1)
    page.check(
      "P1",
      "linear: largest error of the map for p, p/N, sinusoid and rotary, of the largest feature",
      worst(.linear, ["p", "p/N", "sinusoid", "rotary"]) { $0.max() }, isAtMost: 0.01)
    page.check(
      "P1", "endless: largest growth of p/N, binary, sinusoid and rotary",
      worst(.endless, ["p/N", "binary", "sinusoid", "rotary"]) { $0.max() }, isAtMost: 1.1)
    page.check(
      "P1", "dimensions: largest change for sinusoid and rotary",
      worst(.dimensions, ["sinusoid", "rotary"]) { $0.max() }, isAtMost: 1e-4)
    page.check(
      "P1", "properties that sinusoid and rotary have, of 5 each",
      Property.allCases.reduce(0) { sum, property in
        sum + trials.suffix(2).count { $0.result(property).passes }
      }, equals: 10, decides: true)
  }
}

/// The five properties.
private enum Property: String, CaseIterable {
  case unique
  case linear
  case endless
  case byRule = "by rule"
  case dimensions
}

/// One scheme under test: a name, and the codes of a range of positions in a text of some length.
private struct Trial {
  static let features = 16
  static let length = 512

  /// What was measured, whether it is a tick, and what the cell says.
  typealias Result = (passes: Bool, text: String, value: Double)

  var name: String
  /// The scheme for a text of this many tokens.
  var scheme: (_ length: Int) -> any PositionEncoding
  /// How many numbers of the code are stored rather than computed.
  var stored = 0

  static func all(using random: inout SeededGenerator) -> [Trial] {
    let learned = LearnedEncoding(table: .normal(length, features, using: &random))
    return [
      Trial(name: "p", scheme: { _ in IntegerEncoding(dimensions: features) }),
      Trial(name: "p/N", scheme: { IntegerEncoding(dimensions: features, normalizedBy: $0) }),
      Trial(name: "binary", scheme: { _ in BinaryEncoding(bits: features) }),
      Trial(name: "learned", scheme: { _ in learned }, stored: learned.table.count),
      Trial(name: "sinusoid", scheme: { _ in SinusoidalEncoding(dimensions: features) }),
      Trial(name: "rotary", scheme: { _ in TurnedPairs(dimensions: features) }),
    ]
  }

  func result(_ property: Property) -> Result {
    let encoding = scheme(Self.length)
    switch property {
    case .unique: return unique(encoding)
    case .linear: return linear(encoding)
    case .endless:
      let longer = scheme(2 * Self.length + 1)
      guard let far = try? longer.codes(for: 2 * Self.length..<2 * Self.length + 1) else {
        return (false, "none", .infinity)
      }
      let growth = far.largestMagnitude / encoding(0..<Self.length).largestMagnitude
      return (growth < 1.1, growth.significant(2), Double(growth))
    case .byRule: return (stored == 0, stored.grouped, Double(stored))
    case .dimensions: return severalDimensions(encoding)
    }
  }

  private func unique(_ encoding: any PositionEncoding) -> Result {
    let (short, long) = (scheme(10), scheme(10_000))
    let moved = short(5).largestDifference(from: long(5))
    if moved > 0 { return (false, "→ " + moved.significant(2), 0) }
    let distance = nearestDistance(ofCodes: encoding(0..<Self.length))
    return (distance > 0.1, distance.significant(2), Double(distance))
  }

  private func linear(_ encoding: any PositionEncoding) -> Result {
    // A constant 1 beside the code lets the map add something too: for p → p + k one has to.
    let k = 3
    let codes = encoding(0..<Self.length)
    func inputs(_ positions: [Int]) -> Tensor {
      Tensor(positions.map { codes[row: $0].scalars + [1] })
    }
    func outputs(_ positions: [Int]) -> Tensor {
      Tensor(positions.map { Array(codes[row: $0 + k].scalars) })
    }
    let even = Array(stride(from: 0, to: Self.length - k, by: 2))
    let odd = Array(stride(from: 1, to: Self.length - k, by: 2))
    guard let map = try? LeastSquares.linearMap(from: inputs(even), to: outputs(even), ridge: 1e-6)
    else { return (false, "no fit", .infinity) }
    let error = matmul(inputs(odd), transposed: map).largestDifference(from: outputs(odd))
    let relative = Double(error / codes.largestMagnitude)
    return (relative < 0.01, error.significant(1), relative)
  }

  private func severalDimensions(_ encoding: any PositionEncoding) -> Result {
    // One code per axis, side by side: the product is the sum of the products along the axes.
    func product(_ x: (Int, Int), _ y: (Int, Int)) -> Float {
      dot(encoding(x.0), encoding(x.1)) + dot(encoding(y.0), encoding(y.1))
    }
    let before = product((3, 10), (100, 104))
    let after = product((43, 50), (108, 112))
    let change = abs(after - before)
    return (change < 1e-4, change.significant(1), Double(change))
  }
}
