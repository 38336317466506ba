import Mini

/// How many numbers of two models are not the same, bit for bit.
package func differingNumbers(_ a: inout Transformer, _ b: inout Transformer) -> Int {
  var tensors: [String: Tensor] = [:]
  a.forEachParameter { name, tensor in tensors[name] = tensor }
  var count = 0
  b.forEachParameter { name, tensor in
    count += tensors[name].map { tensor.differingElements(from: $0) } ?? tensor.count
  }
  return count
}
