import PaymentCore
import TestWorld
import Testing

@testable import Invoicing

@Suite("Dispatch")
struct DispatchTests {
    private static let now = Shop.opening

    @Test("invoices go where it was agreed; without an address into the directory")
    func channels() {
        let both = Distribution([.directory, .email], mailDomain: "shop.example")
        #expect(words(both, "azra@example.com") == ["directory waiting", "email waiting"])
        let mail = Distribution([.email], mailDomain: "shop.example")
        #expect(words(mail, "azra@example.com") == ["email waiting"])
        #expect(words(mail, nil) == ["directory waiting", "email undeliverable"])
        #expect(words(mail, "no address") == ["directory waiting", "email undeliverable"])
        #expect(words(Distribution([.directory], mailDomain: nil), "azra@example.com") == ["directory waiting"])
    }

    @Test("a note reads as it was written, whatever happened to it")
    func spelling() throws {
        var note = DispatchNote(.email, to: "a@example.com", messageID: "<1@x>", state: .waiting(until: Self.now))
        #expect(try DispatchNote(canonicalBytes: note.canonicalBytes) == note)
        for failure in 1...30 {
            note.note(.failed("no answer"), at: Self.now, took: .seconds(1), retry: Self.now + .seconds(Int64(failure)))
            #expect(try DispatchNote(canonicalBytes: note.canonicalBytes) == note)
        }
        #expect(note.attempts.count == 20 && note.attemptCount == 30 && note.attempts.last?.number == 30)
        var gone = note
        gone.note(.failed("no answer"), at: Self.now, took: .zero, retry: nil)
        #expect(gone.state == .undeliverable("no answer"))
        note.note(.arrived("taken"), at: Self.now, took: .zero, retry: Self.now)
        #expect(note.state == .delivered)
        #expect(try DispatchNote(canonicalBytes: note.canonicalBytes) == note)
    }

    @Test("mail is tried for four days, a directory for ever, ever more rarely")
    func waits() {
        var (failures, days) = (Int64(1), Interval.zero.milliseconds)
        while let wait = DispatchWaits.email(failures) {
            days += wait.milliseconds
            failures += 1
        }
        #expect(failures == 15 && (Interval.days(4).milliseconds...Interval.days(5).milliseconds).contains(days))
        #expect(DispatchWaits.directory(1) == .seconds(1))
        #expect(DispatchWaits.directory(1_000_000) == .seconds(300))
    }

    private func words(_ distribution: Distribution, _ email: String?) -> [String] {
        let order = InvoiceStory.order(InvoiceStory.sale([(2_500, 100, 20)]), email: email)
        return distribution.notes(for: InvoiceStory.invoice(order), at: Self.now).map { note in
            switch note.state {
            case .waiting: "\(note.channel.word) waiting"
            case .delivered: "\(note.channel.word) delivered"
            case .undeliverable: "\(note.channel.word) undeliverable"
            }
        }
    }
}
