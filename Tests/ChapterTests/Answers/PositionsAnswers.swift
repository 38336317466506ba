import Exercises

extension Answers {
  static func rotatePair(x: Double, y: Double, angle: Double) -> (x: Double, y: Double)? {
    (x * cos(angle) - y * sin(angle), x * sin(angle) + y * cos(angle))
  }

  static func angle(pair i: Int, position: Int, dimensions: Int, base: Double) -> Double? {
    Double(position) * pow(base, -2 * Double(i) / Double(dimensions))
  }

  static func rotate(_ head: [Double], position: Int, base: Double) -> [Double]? {
    var turned = head
    for i in 0..<head.count / 2 {
      let angle = angle(pair: i, position: position, dimensions: head.count, base: base)!
      let pair = rotatePair(x: head[2 * i], y: head[2 * i + 1], angle: angle)!
      turned[2 * i] = pair.x
      turned[2 * i + 1] = pair.y
    }
    return turned
  }

  static func slowPairs(dimensions: Int, base: Double, context: Int) -> Int? {
    (0..<dimensions / 2).count { i in
      let theta = angle(pair: i, position: 1, dimensions: dimensions, base: base)!
      return 2 * .pi / theta > Double(context)
    }
  }

  static func lastPosition(rows: Int, cached: Int) -> Int? { cached < rows ? rows - 1 : -1 }
}
