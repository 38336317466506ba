import Foundation
import Testing

@testable import Mini

/// Three steps of AdamW that PyTorch made: `Reference/training.py` wrote `Reference/training.json`.
@Suite struct TrainingReferenceTests {
  struct Fixture: Decodable {
    struct Case: Decodable {
      var norm: String
      var normPlacement: String
      var positions: String
      var tiesHead: Bool
      var losses: [Double]
      var gradientNorms: [Double]
      var gradient: [String: [Double]]
      var numbers: [String: [Double]]
    }
    var texts: [[Int]]
    var cases: [Case]
  }

  /// The model of the script, with the numbers that it begins with.
  func model(_ reference: Fixture.Case) throws -> Transformer {
    var c = TransformerConfiguration()
    (c.layers, c.width, c.queryHeads, c.kvHeads) = (1, 8, 2, 1)
    (c.feedForwardWidth, c.vocabulary, c.contextLength) = (6, 7, 5)
    c.norm = try #require(Norm.Kind(rawValue: reference.norm))
    c.normPlacement = try #require(NormPlacement(rawValue: reference.normPlacement))
    c.positions = reference.positions == "rotary" ? .rotary() : .learned
    c.tiesHead = reference.tiesHead
    var (model, number) = (try Transformer(c, seed: 1), 0.0)
    model.forEachParameter { name, tensor in
      number += 1
      let offset: Double = name.hasSuffix("gain") ? 1 : 0
      let scale: Double = name.hasSuffix("gain") ? 0.2 : 0.4
      let scalars = (0..<tensor.count).map { i -> Float in
        let angle: Double = number + 0.7 * Double(i)
        return Float(offset + scale * sin(angle))
      }
      tensor = Tensor(shape: tensor.shape, scalars: scalars)
    }
    return model
  }

  @Test func stepsAgreeWithPyTorch() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Reference/training.json")
    let fixture = try JSONDecoder().decode(Fixture.self, from: Data(contentsOf: file))
    #expect(fixture.cases.count == 2)
    for reference in fixture.cases {
      var trainer = try Trainer(
        model(reference),
        optimizer: AdamW(beta1: 0.8, beta2: 0.95, eps: 1e-6, weightDecay: 0.1),
        schedule: LearningRateSchedule(constant: 0.05), clipping: 0.5)
      for step in 0..<3 {
        let report = try trainer.step(on: fixture.texts)
        #expect(abs(report.loss - reference.losses[step]) < 2e-6)
        #expect(abs(report.gradientNorm - reference.gradientNorms[step]) < 5e-6)
        guard step == 0 else { continue }
        var gradient = trainer.gradient
        gradient.forEachParameter { name, tensor in
          #expect(tensor.distance(to: reference.gradient[name] ?? []) < 1e-6, "\(name)")
        }
      }
      var (model, count) = (trainer.model, 0)
      model.forEachParameter { name, tensor in
        // A gradient that is nearly 0 counts as much as a large one: its rounding is seen here.
        #expect(tensor.distance(to: reference.numbers[name] ?? []) < 5e-5, "\(name)")
        count += 1
      }
      #expect(count == reference.numbers.count)
    }
  }
}
