import LanguageModel
import Mini

@testable import chapter_rmsnorm
@testable import chapter_rope

extension Mistake {
  static let experiments = [
    Mistake("a binary code has 1 to 62 digits, not 63") { _ = BinaryEncoding(bits: 63) },
    Mistake("a code needs at least one feature, not 0") { _ = IntegerEncoding(dimensions: 0) },
    Mistake("a text of length 0 has no positions") { _ = IntegerEncoding(normalizedBy: 0) },
    Mistake("a scalar has no rows") { _ = Tensor(zeros: []).recenteredRows },
    Mistake("48 is no power of two") { _ = GGUFWriter(alignment: 48) },
  ]
}
