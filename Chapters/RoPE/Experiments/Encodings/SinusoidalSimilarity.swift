import Mini

extension SinusoidalEncoding {
  /// PE(0) · PE(k) for the distances k from 0 to `last`, divided by d/2, the product of a code with itself.
  package func similarities(upTo last: Int) -> [Double] {
    let origin = values(at: 0)
    return (0...last).map { k in
      zip(origin, values(at: Double(k))).map(*).reduce(0, +) / Double(dimensions / 2)
    }
  }
}
