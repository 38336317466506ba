import LanguageModel
import Mini
import Notebook

/// What a file's header says. No weight is looked at, and a file need not be one that is computed here.
struct Information {
  let file: GGUFFile
  let description: Result<ModelDescription, any Error>
  let vocabulary: Result<Vocabulary, any Error>

  init(_ file: GGUFFile) {
    self.file = file
    description = Result { try ModelDescription(file) }
    vocabulary = Result { try Vocabulary(file) }
  }

  /// The tensors of one type.
  struct Share: Encodable {
    var type: String
    var tensors = 0
    var weights = 0
    var bytes = 0
  }

  /// The types by the bytes that they take, the largest share first.
  var shares: [Share] {
    var shares: [String: Share] = [:]
    for tensor in file.headers {
      shares[tensor.typeName, default: Share(type: tensor.typeName)].tensors += 1
      shares[tensor.typeName]!.weights += tensor.count
      shares[tensor.typeName]!.bytes += tensor.byteCount
    }
    return shares.values.sorted { ($0.bytes, $1.type) > ($1.bytes, $0.type) }
  }

  /// All numbers of all tensors.
  var weights: Int { file.headers.reduce(0) { $0 + $1.count } }

  /// What the weights cost that a new token needs: all but the rows of the embedding that are not its
  /// own, where the embedding is no output matrix.
  func bytesPerToken(_ description: ModelDescription) -> Int {
    let all = file.tensors.reduce(0) { $0 + $1.range.count }
    guard !description.tiesHead, let embedding = file.tensor("token_embd.weight") else {
      return all
    }
    return all - embedding.range.count + embedding.range.count / description.vocabulary
  }

  /// The family that the file names.
  var architecture: String? {
    guard case .string(let name)? = file["general.architecture"] else { return nil }
    return name
  }

  /// What the model calls itself.
  var name: String? {
    guard case .string(let name)? = file["general.name"] else { return nil }
    return name
  }
}

extension Result where Failure == any Error {
  /// The value, if there is one.
  var value: Success? { try? get() }

  /// Why there is none; which file it is about is known.
  var reason: String? {
    guard case .failure(let error) = self else { return nil }
    let sentence = "\(error)"
    guard sentence.hasPrefix("“"), let end = sentence.firstRange(of: "”: ") else { return sentence }
    return String(sentence[end.upperBound...])
  }
}
