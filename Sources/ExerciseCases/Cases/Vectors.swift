import Notebook

extension Part {
  /// Products, norms, and the exercises of the chapter on the machine.
  var examplesOfVectors: [Example] {
    switch self {
    case .product:
      let matrices = [[[1.0, 2], [0, 3], [4, -1]], [[0.5, 1], [2, -1]], [[1, 0, -1]]]
      return zip(matrices, [[5.0, 1], [2, 3], [2, 3, 4]]).enumerated().map { i, pair in
        Example(
          call(["": .init(pair.0), "": .init(pair.1)]), byHand: i == 0 ? .init([7.0, 3, 19]) : nil
        ) { $0.product(pair.0, pair.1).map { .init($0) } }
      }

    case .rmsNorm:
      let x: [Double] = [1, -1, 5, 3]  // mean square 9
      let third: [Double] = x.map { $0 / 3 }
      let gains: [([Double], Double)] = [
        ([1, 1, 1, 1], 0), ([1, 2, 0, 1], 0), ([1, 1, 1, 1], 7),
      ]
      return gains.enumerated().map { i, pair in
        Example(
          call(["": .init(x), "gain": .init(pair.0), "eps": .init(pair.1)]),
          byHand: i == 0 ? .init(third) : nil
        ) { $0.rmsNorm(x, pair.0, pair.1).map { .init($0) } }
      }

    case .layerNorm:
      let x: [Double] = [1, -1, 5, 3]  // mean 2, variance 5
      let byHand: [Double] = [-1, -3, 3, 1].map { $0 / 5.0.squareRoot() }
      return [0.0, 4].map { eps in
        Example(
          call(["": .init(x), "eps": .init(eps)]), byHand: eps == 0 ? .init(byHand) : nil
        ) { $0.layerNorm(x, eps).map { .init($0) } }
      }

    case .spreadLeft:
      return [0.0, 1, 3].map { c in
        Example(call(["mean": .init(c)]), byHand: c == 0 ? .init(1) : nil) {
          $0.spreadLeft(c).map { .init($0) }
        }
      }

    case .plainNormGradient:
      let x: [Double] = [1, -1, 5, 3]
      // What points along x is taken away whole.
      let upstreams: [[Double]] = [[1, -1, 5, 3], [1, 0, 0, 0], [0, 2, -1, 0]]
      return upstreams.enumerated().map { i, upstream in
        Example(
          call(["": .init(x), "upstream": .init(upstream)]),
          byHand: i == 0 ? .init([0.0, 0, 0, 0]) : nil
        ) { $0.plainNormGradient(x, upstream).map { .init($0) } }
      }

    case .productWork:
      return [(1, 1, 1), (2, 4, 2), (1, 4, 3)].enumerated().map { i, size in
        let (m, k, n) = size
        return Example(
          call(["m": .init(m), "k": .init(k), "n": .init(n)]),
          byHand: i == 0 ? .init([2.0, 12]) : nil
        ) { $0.productWork(m, k, n).map { .init([$0.operations, $0.bytes]) } }
      }

    case .roof:
      return [1.0, 5, 20].map { intensity in
        Example(
          call(["intensity": .init(intensity), "peak": .init(200), "bandwidth": .init(40)]),
          byHand: intensity == 1 ? .init(40) : nil
        ) { $0.roof(intensity, 200, 40).map { .init($0) } }
      }

    default:
      return [[2.0, 1, 3], [4, 90, 3, 5, 4], [1, 4, 2, 3]].enumerated().map { i, samples in
        Example(call(["": .init(samples)]), byHand: i == 0 ? .init(2) : nil) {
          $0.median(samples).map { .init($0) }
        }
      }
    }
  }
}
