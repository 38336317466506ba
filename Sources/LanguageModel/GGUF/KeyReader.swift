/// Reads keys as what they should be, or says what they are instead.
struct KeyReader {
  let file: GGUFFile

  init(_ file: GGUFFile) {
    self.file = file
  }

  private func wrong(_ key: String, _ value: GGUFValue, _ expected: String) -> LanguageModelError {
    LanguageModelError("the key \(quoted(key)) is \(value.inWords), where \(expected) should stand")
  }

  private func missing(_ key: String) -> LanguageModelError {
    LanguageModelError("the key \(quoted(key)) is missing")
  }

  func optionalText(_ key: String) throws(LanguageModelError) -> String? {
    guard let value = file[key] else { return nil }
    guard case .string(let text) = value else { throw wrong(key, value, "a text") }
    return text
  }

  func text(_ key: String) throws(LanguageModelError) -> String {
    guard let text = try optionalText(key) else { throw missing(key) }
    return text
  }

  func optionalBool(_ key: String) throws(LanguageModelError) -> Bool? {
    guard let value = file[key] else { return nil }
    guard case .bool(let truth) = value else { throw wrong(key, value, "a truth value") }
    return truth
  }

  func optionalInteger(_ key: String) throws(LanguageModelError) -> Int? {
    guard let value = file[key] else { return nil }
    guard let integer = value.integer else { throw wrong(key, value, "a whole number") }
    return integer
  }

  /// A whole number from 1 to 2³¹ − 1, so that a product of two is no surprise.
  func size(_ key: String) throws(LanguageModelError) -> Int {
    guard let size = try optionalSize(key) else { throw missing(key) }
    return size
  }

  func optionalSize(_ key: String) throws(LanguageModelError) -> Int? {
    guard let integer = try optionalInteger(key) else { return nil }
    guard integer >= 1 else {
      throw LanguageModelError("the key \(quoted(key)) is \(integer); a size is at least 1")
    }
    guard integer <= Int(Int32.max) else {
      throw LanguageModelError(
        "the key \(quoted(key)) is \(integer); a size is at most \(Int32.max) here")
    }
    return integer
  }

  func optionalNumber(_ key: String) throws(LanguageModelError) -> Double? {
    guard let value = file[key] else { return nil }
    guard let number = value.number else { throw wrong(key, value, "a floating-point number") }
    return number
  }

  /// A finite number above 0.
  func positive(_ key: String) throws(LanguageModelError) -> Double {
    guard let number = try optionalPositive(key) else { throw missing(key) }
    return number
  }

  func optionalPositive(_ key: String) throws(LanguageModelError) -> Double? {
    guard let number = try optionalNumber(key) else { return nil }
    guard number > 0 && number.isFinite else {
      throw LanguageModelError("the key \(quoted(key)) is \(number); it must be above 0")
    }
    return number
  }

  func strings(_ key: String) throws(LanguageModelError) -> GGUFArray {
    guard let value = file[key] else { throw missing(key) }
    guard case .array(let array) = value, array.elements == .string else {
      throw wrong(key, value, "a list of texts")
    }
    return array
  }

  func optionalIntegers(_ key: String) throws(LanguageModelError) -> [Int]? {
    guard let value = file[key] else { return nil }
    guard case .array(let array) = value, let integers = array.integers else {
      throw wrong(key, value, "a list of whole numbers")
    }
    return integers
  }
}
