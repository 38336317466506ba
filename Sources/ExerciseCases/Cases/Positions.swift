import Notebook

extension Part {
  /// Rotation, and what learned positions end with.
  var examplesOfPositions: [Example] {
    switch self {
    case .rotatePair:
      let points = [(3.0, 4.0, Double.pi / 2), (1, 0, 1), (-1, 2, 0)]
      return points.enumerated().map { i, point in
        let (x, y, angle) = point
        let spelled = i == 0 ? ExerciseValue([angle], text: ".pi / 2") : .init(angle)
        return Example(
          call(["x": .init(x), "y": .init(y), "angle": spelled]),
          byHand: i == 0 ? .init([-4.0, 3]) : nil
        ) { $0.rotatePair(x, y, angle).map { .init([$0.x, $0.y]) } }
      }

    case .angle:
      let places = [(1, 3, 4), (0, 3, 4), (2, 10, 8), (3, 0, 8)]
      return places.enumerated().map { n, place in
        let (i, position, d) = place
        return Example(
          call([
            "pair": .init(i), "position": .init(position), "dimensions": .init(d),
            "base": .init(100),
          ]), byHand: n == 0 ? .init(0.3) : nil
        ) { $0.angle(i, position, d, 100).map { .init($0) } }
      }

    case .rotate:
      let tokens: [([Double], Int)] = [
        ([1, 2, 3, 4], 0), ([1, 0, 0, 1], 3), ([1, 2, 3, 4, 5, 6, 7, 8], 2),
      ]
      return tokens.enumerated().map { i, token in
        Example(
          call(["": .init(token.0), "position": .init(token.1), "base": .init(100)]),
          byHand: i == 0 ? .init(token.0) : nil
        ) { $0.rotate(token.0, token.1, 100).map { .init($0) } }
      }

    case .slowPairs:
      return [(4, 100.0, 10), (4, 100, 100), (128, 10_000, 4096)].enumerated().map { i, place in
        let (d, base, context) = place
        return Example(
          call(["dimensions": .init(d), "base": .init(base), "context": .init(context)]),
          byHand: i == 0 ? .init(1) : nil  // wavelengths 6.28 and 62.8
        ) { $0.slowPairs(d, base, context).map { .init($0) } }
      }

    default:
      return [(4, 2), (4, 3), (4, 4)].enumerated().map { i, place in
        let (rows, cached) = place
        return Example(
          call(["rows": .init(rows), "cached": .init(cached)]), byHand: i == 0 ? .init(3) : nil
        ) { $0.lastPosition(rows, cached).map { .init($0) } }
      }
    }
  }
}
