import DialectKit
import PaymentCore

/// Test and live: two accounts that never see each other's payments.
enum Mode: String {
    case test
    case live

    func account(of grant: Grant) -> AccountID { grant.account(rawValue, on: Mollie.wire) }
}
