/// One message of a conversation.
public struct ChatMessage: Equatable, Sendable {
  /// Who speaks; "system", "user" and "assistant" are what models were trained with.
  public var role: String

  /// What is said.
  public var content: String

  /// A message of this role.
  public init(role: String, content: String) {
    self.role = role
    self.content = content
  }
}

/// A conversation as a template writes it out.
public struct ChatText: Equatable, Sendable {
  /// The whole text, marks included.
  public private(set) var text = ""

  /// Where in it stand the words of the messages, in bytes of UTF-8: what looks like a mark there was
  /// typed by somebody and is none of the template's.
  public private(set) var typed: [Range<Int>] = []

  fileprivate mutating func append(_ form: String) { text += form }

  fileprivate mutating func append(typed words: String) {
    let start = text.utf8.count
    text += words
    if text.utf8.count > start { typed.append(start..<text.utf8.count) }
  }
}

/// How a conversation becomes the text that a chat model continues.
///
/// Files carry a program for it in Jinja, which is not run here: the common forms are recognised by
/// what they print, and anything else is refused, since a slightly wrong form gives slightly wrong
/// answers. Tools are not supported; a template that knows tools is used as if there were none.
public struct ChatTemplate: Equatable, Sendable {
  /// The forms.
  enum Form: Equatable {
    /// `<|im_start|>role⏎content<|im_end|>⏎`, with a system message where the conversation has none
    /// and, in models that think aloud, without the thoughts of earlier answers.
    case chatML(system: String?, dropsThoughts: Bool)

    /// `<|start_header_id|>role<|end_header_id|>⏎⏎content<|eot_id|>`, content trimmed; since Llama 3.1
    /// a system message with two dates always begins it.
    case llama3(dates: Bool)
  }

  let form: Form

  /// What begins the text, the beginning token's own text in Llama 3.
  private let start: String

  /// The template of a vocabulary's file.
  ///
  /// - Throws: If there is none, or if it is of another form.
  public init(_ vocabulary: Vocabulary) throws(LanguageModelError) {
    guard let template = vocabulary.chatTemplate else {
      throw LanguageModelError("the file has no chat template: it may not be a model for chats")
    }
    guard let form = ChatTemplate.form(template) else {
      throw LanguageModelError(
        "the file's chat template is of a form that is not known here; ChatML and Llama 3 are")
    }
    self.form = form
    if template.unicodeScalars.contains("bos_token".unicodeScalars),
      let beginning = vocabulary.beginning
    {
      let range = vocabulary.tokens.strings![beginning]
      start = String(decoding: vocabulary.tokens.bytes[range], as: UTF8.self)
    } else {
      start = ""
    }
  }

  /// The conversation as a text that ends where the assistant is to speak.
  public func text(_ messages: [ChatMessage]) -> String { rendered(messages).text }

  /// The same text, in which can be told what the messages and what the template have written.
  ///
  /// - Parameter asks: whether it ends where the assistant is to speak, and not with the last message
  public func rendered(_ messages: [ChatMessage], asks: Bool = true) -> ChatText {
    var result = ChatText()
    result.append(start)
    var messages = messages[...]
    switch form {
    case .chatML(let system, let dropsThoughts):
      func add(_ role: String, _ content: String) {
        result.append("<|im_start|>")
        result.append(typed: role)
        result.append("\n")
        result.append(typed: content)
        result.append("<|im_end|>\n")
      }
      if let system, messages.first?.role != "system" { add("system", system) }
      for message in messages {
        let drops = dropsThoughts && message.role == "assistant"
        add(
          message.role, drops ? ChatTemplate.withoutThoughts(message.content) : message.content)
      }
      if asks { result.append("<|im_start|>assistant\n") }
    case .llama3(let dates):
      func add(_ role: String, _ content: String) {
        result.append("<|start_header_id|>")
        result.append(typed: role)
        result.append("<|end_header_id|>\n\n")
        result.append(typed: content)
        result.append("<|eot_id|>")
      }
      if dates {
        let system = messages.first?.role == "system" ? messages.removeFirst().content : ""
        add("system", ChatTemplate.dates + ChatTemplate.trimmed(system))
      }
      for message in messages { add(message.role, ChatTemplate.trimmed(message.content)) }
      if asks { result.append("<|start_header_id|>assistant<|end_header_id|>\n\n") }
    }
    return result
  }

  /// The dates that the templates of Llama 3.1 to 3.3 fall back to, so that a text is the same every day.
  private static let dates =
    "Cutting Knowledge Date: December 2023\nToday Date: 26 Jul 2024\n\n"
}

// MARK: Recognising

extension ChatTemplate {
  private typealias Scalars = Substring.UnicodeScalarView

  private static func form(_ template: String) -> Form? {
    let scalars = Substring(template).unicodeScalars
    func has(_ text: String) -> Bool { scalars.contains(text.unicodeScalars) }
    if has("<|im_start|>") && has("<|im_end|>") {
      // Another separator, or something said first that is not in the text of the template.
      if has("<|im_sep|>") || has("bos_token") || has("strftime_now") { return nil }
      guard generationPrompt(scalars) == "<|im_start|>assistant\n" else { return nil }
      return .chatML(system: defaultSystem(scalars), dropsThoughts: has("</think>"))
    }
    if has("<|start_header_id|>") && has("<|eot_id|>") {
      let dates = has("Cutting Knowledge Date: December 2023")
      // The first form is five short lines; what else there is would print something of its own.
      if dates ? !has("26 Jul 2024") : has("functions") { return nil }
      return .llama3(dates: dates)
    }
    return nil
  }

  /// The first text in quotes after the last mention of the generation prompt; nil if what follows it
  /// depends on a choice that has another branch.
  private static func generationPrompt(_ template: Scalars) -> String? {
    guard let place = template.ranges(of: "add_generation_prompt".unicodeScalars).last else {
      return nil
    }
    let rest = template[place.upperBound...]
    guard let quote = rest.firstIndex(where: { $0 == "'" || $0 == "\"" }) else { return nil }
    let inside = rest[rest.index(after: quote)...]
    guard let end = inside.firstIndex(of: rest[quote]),
      !inside[end...].contains("else".unicodeScalars)
    else { return nil }
    return String(withLineFeeds(inside[..<end]))
  }

  /// The system message that the template writes out for conversations without one.
  private static func defaultSystem(_ template: Scalars) -> String? {
    let text = withLineFeeds(template)
    for start in text.ranges(of: "<|im_start|>system\n".unicodeScalars) {
      let rest = text[start.upperBound...]
      guard let end = rest.firstRange(of: "<|im_end|>".unicodeScalars) else { return nil }
      let message = rest[..<end.lowerBound]
      // Quotes and braces mean that the message is put together from something else.
      if !message.contains(where: { "'\"{}".unicodeScalars.contains($0) }) {
        return String(message)
      }
    }
    return nil
  }

  /// Line feeds in place of their names in Jinja's texts.
  private static func withLineFeeds(_ scalars: Scalars) -> String.UnicodeScalarView {
    var result = String.UnicodeScalarView()
    var rest = scalars
    while let name = rest.firstRange(of: "\\n".unicodeScalars) {
      result += rest[..<name.lowerBound]
      result.append("\n")
      rest = rest[name.upperBound...]
    }
    return result + rest
  }

  private static func withoutThoughts(_ content: String) -> String {
    let scalars = content.unicodeScalars
    guard let end = scalars.ranges(of: "</think>".unicodeScalars).last else { return content }
    return String(scalars[end.upperBound...].drop { $0 == "\n" })
  }

  /// Without white space at both ends, as Jinja trims: by Unicode's property, and the four separators
  /// that Python counts as space too.
  private static func trimmed(_ content: String) -> String {
    func isSpace(_ scalar: Unicode.Scalar) -> Bool {
      scalar.properties.isWhitespace || (0x1C...0x1F).contains(scalar.value)
    }
    let scalars = content.unicodeScalars
    guard let first = scalars.firstIndex(where: { !isSpace($0) }) else { return "" }
    let last = scalars.lastIndex { !isSpace($0) }!
    return String(scalars[first...last])
  }
}
