import Testing

@testable import Mini

/// The way back through every norm, against central differences of the formula in `Double`.
@Suite struct NormGradientTests {
  enum Kind: CaseIterable { case rms, layer, partial }

  /// Gradients as a norm adds them to what is there.
  struct Gradients {
    var input, gain, bias: Tensor

    init(repeating value: Float, like x: Tensor) {
      input = Tensor(repeating: value, shape: x.shape)
      gain = Tensor(repeating: value, shape: [x.width])
      bias = gain
    }
  }

  /// A norm with numbers of its own, one row of them for each width.
  struct Example {
    let kind: Kind
    let eps: Double
    let x, dy, gain, bias: Tensor

    init(_ kind: Kind, rows: Int, width: Int, eps: Double, seed: UInt64 = 5) {
      var generator = SeededGenerator(seed: seed)
      (self.kind, self.eps) = (kind, eps)
      x = .normal(rows, width, using: &generator)
      dy = .normal(rows, width, using: &generator)
      gain = .uniform(width, in: 0.5..<1.5, using: &generator)
      bias = .uniform(width, using: &generator)
    }

    var partial: PartialRMSNorm {
      var norm = PartialRMSNorm(dimensions: x.width, fraction: 0.4, eps: eps)
      norm.gain = gain
      return norm
    }

    func loss(_ x: [Double], gain: [Double], bias: [Double]) -> Double {
      let width = gain.count
      let y = stride(from: 0, to: x.count, by: width).flatMap { start in
        let row = Array(x[start..<start + width])
        return switch kind {
        case .rms: NormReference.rmsNorm(row, gain: gain, eps: eps)
        case .layer: NormReference.layerNorm(row, gain: gain, bias: bias, eps: eps)
        case .partial:
          NormReference.rmsNorm(row, gain: gain, eps: eps, first: partial.sampleCount)
        }
      }
      return zip(y, dy.scalars).reduce(0) { $0 + $1.0 * Double($1.1) }
    }

    func add(rows: Range<Int>, to g: inout Gradients) {
      let (x, dy) = (x[rows: rows], dy[rows: rows])
      var dx = g.input[rows: rows]
      switch kind {
      case .rms:
        var norm = RMSNorm(dimensions: x.width, eps: eps)
        norm.gain = gain
        var gradient = norm
        gradient.gain = g.gain
        norm.backward(dy, at: x, addingTo: &dx, &gradient)
        g.gain = gradient.gain
      case .layer:
        var norm = LayerNorm(dimensions: x.width, eps: eps)
        (norm.gain, norm.bias) = (gain, bias)
        var gradient = norm
        (gradient.gain, gradient.bias) = (g.gain, g.bias)
        norm.backward(dy, at: x, addingTo: &dx, &gradient)
        (g.gain, g.bias) = (gradient.gain, gradient.bias)
      case .partial:
        var gradient = partial
        gradient.gain = g.gain
        partial.backward(dy, at: x, addingTo: &dx, &gradient)
        g.gain = gradient.gain
      }
      for i in 0..<rows.count { g.input[row: rows.lowerBound + i] = dx[row: i] }
    }

    func gradients(startingWith start: Float = 0) -> Gradients {
      var result = Gradients(repeating: start, like: x)
      add(rows: 0..<x.rowCount, to: &result)
      return result
    }
  }

  @Test(arguments: Kind.allCases) func agreesWithCentralDifferencesAtEveryIndex(kind: Kind) {
    for (width, eps) in [(1, 1e-2), (2, 0.1), (5, 0), (16, 1e-5), (17, 1e-5), (33, 1e-3)] {
      let example = Example(kind, rows: 3, width: width, eps: eps)
      let point = example.x.scalars.map(Double.init)
      let gain = example.gain.scalars.map(Double.init)
      let bias = example.bias.scalars.map(Double.init)
      let byInput = centralDifferences(at: point, step: 1e-5) {
        example.loss($0, gain: gain, bias: bias)
      }
      let byGain = centralDifferences(at: gain, step: 1e-5) {
        example.loss(point, gain: $0, bias: bias)
      }
      let byBias = centralDifferences(at: bias, step: 1e-5) {
        example.loss(point, gain: gain, bias: $0)
      }
      let gradients = example.gradients()
      let scale = max(1, byInput.map(abs).max()!)
      #expect(gradients.input.distance(to: byInput) < 2e-6 * scale, "width \(width)")
      #expect(gradients.gain.distance(to: byGain) < 2e-6)
      #expect(gradients.bias.distance(to: byBias) < 2e-6)
    }
  }

  /// What is there stays there: all three are added.
  @Test(arguments: Kind.allCases) func gradientsAreAdded(kind: Kind) {
    let example = Example(kind, rows: 4, width: 40, eps: 1e-5)
    let (once, onTop) = (example.gradients(), example.gradients(startingWith: 2))
    #expect((onTop.input - 2).largestDifference(from: once.input) < 1e-6)
    #expect((onTop.gain - 2).largestDifference(from: once.gain) < 1e-6)
    if kind == .layer { #expect((onTop.bias - 2).largestDifference(from: once.bias) < 1e-6) }
  }

  /// One chain over the rows: parts of a batch give the bits of the whole, as do any threads.
  @Test(arguments: Kind.allCases) func partsAndThreadsChangeNoBit(kind: Kind) {
    let example = Example(kind, rows: 500, width: 131, eps: 1e-5)
    let whole = withThreads(1) { example.gradients() }
    for (threads, part) in [(2, 500), (3, 200), (1, 7)] {
      withThreads(threads) {
        var parts = Gradients(repeating: 0, like: example.x)
        for first in stride(from: 0, to: 500, by: part) {
          example.add(rows: first..<min(first + part, 500), to: &parts)
        }
        #expect(parts.input.hasSameBits(as: whole.input))
        #expect(parts.gain.hasSameBits(as: whole.gain))
        #expect(parts.bias.hasSameBits(as: whole.bias))
      }
    }
  }

  /// Rows whose factor a `Float` can hardly hold: ∂x of x · 2ᵏ is that of x, divided by 2ᵏ.
  @Test(arguments: Kind.allCases) func tinyAndHugeRowsHaveTheirGradient(kind: Kind) {
    let example = Example(kind, rows: 2, width: 37, eps: 0)
    let once = example.gradients()
    for power: Float in [0x1p-110, 0x1p-60, 0x1p60, 0x1p110] {
      let gradients = Example(kind, like: example, scaledBy: power).gradients()
      #expect((gradients.input * power).largestDifference(from: once.input) < 1e-6)
      #expect(gradients.gain.largestDifference(from: once.gain) < 1e-6)
    }
  }
}

extension NormGradientTests {
  /// A row so small that a `Float` does not hold what it is divided by: 2¹³⁰ is infinite there.
  @Test(arguments: Kind.allCases) func aRowBeyondFloatHasItsGradient(kind: Kind) {
    let example = Example(kind, rows: 2, width: 37, eps: 0)
    let once = Example(kind, coarse: example, scaledBy: 1).gradients()
    let tiny = Example(kind, coarse: example, scaledBy: 0x1p-130).gradients()
    let (back, tolerance) = (tiny.input * 0x1p-65 * 0x1p-65, Float(0x1p-60))
    #expect(back.largestDifference(from: once.input) < tolerance)
    #expect(tiny.gain.largestDifference(from: once.gain) < tolerance)
    #expect(once.gain.largestMagnitude > 1000 * tolerance)
  }
}

extension NormGradientTests.Example {
  /// Eighths, which stay exact where numbers are denormal, and small gradients.
  init(_ kind: NormGradientTests.Kind, coarse other: Self, scaledBy factor: Float) {
    (self.kind, eps) = (kind, other.eps)
    let eighths = other.x.scalars.map { (8 * $0).rounded() / 8 * factor }
    x = Tensor(shape: other.x.shape, scalars: eighths)
    (dy, gain, bias) = (other.dy * 0x1p-40, other.gain, other.bias)
  }

  init(_ kind: NormGradientTests.Kind, like other: Self, scaledBy factor: Float) {
    (self.kind, eps) = (kind, other.eps)
    (x, dy, gain, bias) = (other.x * factor, other.dy, other.gain, other.bias)
  }
}
