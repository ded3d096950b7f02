import Ledger
import PaymentCore
import TestWorld
import Testing

@testable import Console

@Suite("A payment's bar")
struct BarTests {
    private func html(_ money: Money, _ commands: [Command]) -> String {
        var payment: Payment?
        for command in commands {
            let decision = decide(command, id: Shop.payment(1), on: payment, at: Shop.opening)
            guard case .accepted(let acceptance) = decision else { return "refused" }
            payment = acceptance.payment
        }
        return payment.map { PaymentBar($0).html } ?? ""
    }

    @Test("it shows each part in its place, and tells it in words")
    func parts() {
        let text = html(
            .nok(500_00),
            [
                Shop.create(.nok(500_00)), Shop.approve(), Shop.capture(.nok(200_00)), Shop.refund(.nok(50_00)),
                .void(nil, .part(.nok(100_00)), .none),
            ])
        #expect(
            text.contains(
                #"aria-label="Captured NOK 150.00, Refunded NOK 50.00, Held NOK 200.00, Released NOK 100.00""#))
        #expect(text.contains(#"<rect x="0" y="0" width="300" height="36" class="part captured"/>"#))
        #expect(text.contains(#"<rect x="400" y="0" width="400" height="36" class="part held"/>"#))
    }

    @Test("before it is authorized it shows what is asked for; the largest amount there is fits too")
    func edges() {
        #expect(html(.nok(1), [Shop.create(.nok(1))]).contains("Asked for NOK 0.01"))
        let most = Money(minorUnits: Money.limit, currency: .nok)
        #expect(html(most, [Shop.create(most), Shop.approve()]).contains(#"width="1000""#))
    }
}
