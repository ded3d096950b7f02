import Foundation
import PaymentCore
import TestWorld
import Testing

@testable import Invoicing

@Suite("Mail")
struct MailTests {
    @Test(
        "an address that mail can be sent to is plain",
        arguments: ["a@example.com", "leia.ahlstrom+x@payex.com", "A_1!#$%&'*-/=?^`{|}~@mail.example.co"])
    func plain(_ text: String) { #expect(MailAddress(text)?.text == text) }

    @Test(
        "what would end a header or a command is no address",
        arguments: [
            "", "a", "@", "a@", "@example.com", "a@b@c.example", "a b@example.com", "a@exam ple.com", "<a@example.com>",
            "a@example.com\r\nBcc: b@example.com", "a@example.com>", "a,b@example.com", "\"a\"@example.com",
            "å@example.com", "a@björk.example", "a..b@example.com", ".a@example.com", "a@example..com",
            String(repeating: "a", count: 65) + "@example.com", "a@" + String(repeating: "a.", count: 130) + "com",
        ])
    func hostile(_ text: String) { #expect(MailAddress(text) == nil) }

    @Test("text in a header is encoded unless it is plain, and reads back")
    func words() throws {
        #expect(EncodedWord.spell("Faktura 100001") == "Faktura 100001")
        for text in [
            "Båtar & Ærlig", "a\r\nBcc: b", "\"quoted\" <x>", String(repeating: "öre ", count: 100), "é\u{1F600}",
        ] {
            let spelled = EncodedWord.spell(text)
            let lines = spelled.split(separator: "\r\n", omittingEmptySubsequences: false)
            #expect(lines.allSatisfy { $0.utf8.count <= 76 && $0.utf8.allSatisfy { (0x20...0x7E).contains($0) } })
            var bytes: [UInt8] = []
            for word in lines {
                let word = word.drop { $0 == " " }
                #expect(word.hasPrefix("=?UTF-8?B?") && word.hasSuffix("?="))
                bytes += try #require(Data(base64Encoded: String(word.dropFirst(10).dropLast(2))))
            }
            let expected = text.map { $0.unicodeScalars.contains { $0.value < 0x20 } ? " " : String($0) }.joined()
            #expect(String(decoding: bytes, as: UTF8.self) == expected)
        }
    }

    @Test("the same invoice makes the same mail but for its date, and no line is too long or begins with a dot")
    func stable() throws {
        let invoice = InvoiceStory.invoice(InvoiceStory.order(InvoiceStory.sale([(2_500, 12_500, 2_500)])))
        let sender = try #require(MailAddress("invoices@shop.example"))
        let note = DispatchNote(
            .email, to: "azra@example.com", messageID: "<one@shop.example>", state: .waiting(until: Shop.opening))
        let message = try #require(MailMessage(invoice, note, from: sender))
        let mail = message.render(at: Instant(milliseconds: 1_795_770_305_000))
        #expect(mail == message.render(at: Instant(milliseconds: 1_795_770_305_000)))
        let lines = String(decoding: mail, as: UTF8.self).components(separatedBy: "\r\n")
        #expect(lines.allSatisfy { $0.utf8.count <= 78 && !$0.hasPrefix(".") && !$0.contains("\n") })
        #expect(lines.contains("Date: Fri, 27 Nov 2026 09:05:05 +0000"))
        #expect(lines.contains("Message-ID: <one@shop.example>"))
    }
}
