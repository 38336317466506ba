import Notebook
import RMSNormExperiments

extension BareNorms {
  /// The places of the contestants.
  static let (copy, rms, layer, rmsSteps, layerSteps) = (0, 1, 2, 3, 4)

  var contestants: [Contestant] {
    let count = Double(count)
    return [
      Contestant("copy", bytes: 8 * count, moving: .copying) { self.copy() },
      Contestant("RMSNorm", bytes: 8 * count, moving: .copying) { self.rms() },
      Contestant("LayerNorm", bytes: 8 * count, moving: .copying) { self.layer() },
      Contestant("RMSNorm in steps", bytes: 28 * count, moving: .copying, passes: 4) {
        self.rmsInSteps()
      },
      Contestant("LayerNorm in steps", bytes: 48 * count, moving: .copying, passes: 6) {
        self.layerInSteps()
      },
    ]
  }
}

extension Network {
  /// The places of the contestants.
  static let (whole, layer, rms, layerSteps, rmsSteps) = (0, 1, 2, 3, 4)

  var contestants: [Contestant] {
    [
      Contestant(norms == 2 ? "whole block" : "all blocks") { keep(self.run()) },
      Contestant("\(norms) LayerNorms") { self.layerNorms() },
      Contestant("\(norms) RMSNorms") { self.rmsNorms() },
      Contestant("\(norms) LayerNorms in steps") { self.layerNormsInSteps() },
      Contestant("\(norms) RMSNorms in steps") { self.rmsNormsInSteps() },
    ]
  }
}
