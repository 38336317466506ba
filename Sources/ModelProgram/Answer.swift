import LanguageModel

/// One line of standard output. What does not belong to the answer is left out.
struct Answer: Encodable {
  var ids: [Int]?
  var pieces: [Piece]?
  var margins: [Float]?
  var text: String?
  var endedBy: String?
  var top: [TokenLogit]?
  var losses: [Double]?
  var mean: Double?
  /// Bytes of the text that the vocabulary has no token for.
  var missingBytes: [UInt8]?
  var error: String?

  enum CodingKeys: String, CodingKey {
    case ids, pieces, margins, text, top, losses, mean, error
    case endedBy = "ended_by"
    case missingBytes = "missing_bytes"
  }

  /// A token and its logit, `[42, 13.5]`.
  struct TokenLogit: Encodable {
    var token: Int
    var logit: Float

    func encode(to encoder: any Encoder) throws {
      var pair = encoder.unkeyedContainer()
      try pair.encode(token)
      try pair.encode(logit)
    }
  }

  /// What a token stands for: a text, or a list of bytes that are none.
  struct Piece: Encodable {
    var bytes: [UInt8]

    func encode(to encoder: any Encoder) throws {
      var value = encoder.singleValueContainer()
      if let text = String(validating: bytes, as: UTF8.self) {
        try value.encode(text)
      } else {
        try value.encode(bytes)
      }
    }
  }
}

extension ModelFile {
  /// What tokens stand for; nil if the file has no vocabulary that is read.
  func pieces(_ ids: [Int]) -> [Answer.Piece]? {
    (try? tokenizer()).map { tokenizer in
      ids.map { Answer.Piece(bytes: tokenizer.bytes(of: $0)) }
    }
  }
}
