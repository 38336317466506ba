import Base
import Exercises

/// A mistake that is easily made in a part: what it is called, and a set of parts that makes it.
package struct Mistake: Sendable {
  /// The part in which it is made.
  package let part: Part
  /// What is wrong, in a sentence.
  package let name: String
  private let make: @Sendable (Parts) -> Void

  init(_ part: Part, _ name: String, _ make: @escaping @Sendable (Parts) -> Void) {
    (self.part, self.name, self.make) = (part, name, make)
  }

  /// The plain parts, but for this one.
  package var parts: Parts {
    let parts = Parts()
    make(parts)
    return parts
  }

  /// All of them, those of what a model is built of first.
  package static let all =
    ofVectors + ofAttention + ofLayers + ofCaches + ofWriting + besideTheModel + besideThePath

  /// Those that can be made in a part, or in what it is built of.
  package static func all(in part: Part) -> [Mistake] {
    let parts = [part] + part.builtOf
    return parts.flatMap { part in all.filter { $0.part == part } }
  }
}

extension Part {
  /// The parts that the plain code of this one calls, the nearest first.
  package var builtOf: [Part] {
    switch self {
    case .rotate: [.angle, .rotatePair]
    case .multiHeadAttention: [.attention]
    case .sharedAttention:
      [.kvHead, .rotate, .angle, .rotatePair, .multiHeadAttention, .attention]
    case .groupedAttention: [.kvHead]
    case .cache: [.rotate, .angle, .rotatePair, .groupedAttention, .kvHead]
    default: []
    }
  }
}
