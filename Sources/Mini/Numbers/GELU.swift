/// gelu(x) = x · Φ(x) of every element, in the form with tanh that GPT-2 and BERT were trained with
/// (Hendrycks and Gimpel, 2016, arXiv 1606.08415, sec. 2):
/// ½ x (1 + tanh(√(2/π) (x + 0.044715 x³))), which is within 0.0005 of x · Φ(x).
///
/// Since ½ (1 + tanh u) = 1 / (1 + exp(−2u)), one exponential is all it takes. NaN stays NaN, and −∞,
/// a quotient of two infinities, becomes NaN.
///
/// The error is at most 2 units in the last place for x ≥ 0. Below, 2u is rounded to a `Float` before the
/// exponential, and the result is within 2.4 · (2 + |2u|) units: 2·10⁻⁵ of it at −10, where it is 10⁻³⁷.
public func gelu(_ x: Tensor) -> Tensor {
  x.mappingRows(cost: 12) { row, count, out in Sigmoid.gelu(row, count: count, into: out) }
}
