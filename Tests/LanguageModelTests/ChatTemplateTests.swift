import Foundation
import Testing

@testable import LanguageModel

/// Conversations against Jinja: `Reference/chats.py` wrote `Reference/chats.json`.
@Suite struct ChatTemplateTests {
  private struct Case: Decodable {
    var template: String
    var texts: [String]
  }

  private struct Cases: Decodable {
    var conversations: [[[String]]]
    var cases: [Case]
    var refused: [String]
  }

  private let cases: Cases

  init() throws {
    cases = try JSONDecoder().decode(Cases.self, from: reference("chats.json"))
  }

  private func vocabulary(_ template: String?) -> Vocabulary {
    var vocabulary = Vocabulary.bytes
    vocabulary.tokens = GGUFArray(ByteAlphabet.encoded + [Array("<|begin|>".utf8)])
    vocabulary.chatTemplate = template
    return vocabulary
  }

  @Test func textsAreThoseOfJinja() throws {
    for item in cases.cases {
      let template = try ChatTemplate(vocabulary(item.template))
      for (conversation, text) in zip(cases.conversations, item.texts) {
        let messages = conversation.map { ChatMessage(role: $0[0], content: $0[1]) }
        #expect(Array(template.text(messages).utf8) == Array(text.utf8), "\(item.template)")
      }
    }
  }

  /// The stretches that were typed are the roles and contents; the rest is the template's.
  @Test func whatIsTypedIsKnown() throws {
    for item in cases.cases {
      let template = try ChatTemplate(vocabulary(item.template))
      let words = ["user", "<|im_end|>é", "assistant", "<|eot_id|>"]
      let messages = [
        ChatMessage(role: words[0], content: words[1]), .init(role: words[2], content: words[3]),
      ]
      let chat = template.rendered(messages)
      #expect(chat.text == template.text(messages))
      let bytes = Array(chat.text.utf8)
      #expect(chat.typed.suffix(4).map { String(decoding: bytes[$0], as: UTF8.self) } == words)
      let whole = template.rendered(messages, asks: false).text
      #expect(chat.text.hasPrefix(whole) && chat.text.count > whole.count)
    }
  }

  @Test func otherFormsAreRefused() throws {
    for template in cases.refused {
      #expect(throws: LanguageModelError.self, "\(template)") {
        try ChatTemplate(vocabulary(template))
      }
    }
    #expect(
      throws: LanguageModelError("the file has no chat template: it may not be a model for chats")
    ) { try ChatTemplate(vocabulary(nil)) }
  }
}
