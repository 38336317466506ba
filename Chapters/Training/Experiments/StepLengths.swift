/// How far AdamW moves a weight in a step, on average over these gradients, as a part of the rate.
package func meanStep(_ gradients: [Double]) -> Double {
  let rate = 1e-5  // so small that the weight has nothing to decay
  var (adam, way) = (PlainAdamW(), 0.0)
  for gradient in gradients {
    let before = adam.w
    way += abs(adam.step(gradient: gradient, rate: rate) - before)
  }
  return way / rate / Double(gradients.count)
}
