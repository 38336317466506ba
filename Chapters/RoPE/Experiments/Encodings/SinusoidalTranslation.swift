import Base
import Mini

extension SinusoidalEncoding {
  /// The matrix M with PE(p + `distance`) = M · PE(p) for every p: shape `[dimensions, dimensions]`.
  ///
  /// This is the addition theorem, one 2 × 2 block for each frequency:
  ///
  ///     sin(a + b) =  cos(b) · sin(a) + sin(b) · cos(a)
  ///     cos(a + b) = −sin(b) · sin(a) + cos(b) · cos(a)
  package func translation(by distance: Double) -> Tensor {
    var map = Tensor(zeros: [dimensions, dimensions])
    for (i, theta) in frequencies.enumerated() {
      let exact = Double.sineAndCosine(distance * theta)
      let (sine, cosine) = (Float(exact.sine), Float(exact.cosine))
      map[2 * i, 2 * i] = cosine
      map[2 * i, 2 * i + 1] = sine
      map[2 * i + 1, 2 * i] = -sine
      map[2 * i + 1, 2 * i + 1] = cosine
    }
    return map
  }
}
