import DialectKit
import Ledger
import PaymentCore

/// One action of a payment. Source: wire/checkout.md §5.
struct ActionBody {
    let action: Action
    let details: PaymentDetails

    func write(to json: inout JSONObjectWriter) {
        json.string("id", ActionName.spell(action.id))
        json.string("type", action.kind.word)
        json.instant("processed_on", action.at)
        json.int("amount", action.amount.minorUnits)
        if let approved = action.isApproved { json.bool("approved", approved) } else { json.null("approved") }
        let authorizes = action.kind == .authorization || action.kind == .increment || action.kind == .verification
        if authorizes, action.isApproved == true { json.string("auth_code", Numbers.authCode(action.id)) }
        if let code = action.code {
            json.string("response_code", code.text)
            json.string("response_summary", code.summary)
        }
        if action.kind == .increment {
            json.string("authorization_type", "Incremental")
        } else if action.kind == .authorization {
            json.string("authorization_type", details.isEstimated ? "Estimated" : "Final")
        }
        if let reference = action.reference { json.string("reference", reference) }
        writeProcessing(to: &json)
        if let metadata = action.metadata { json.raw("metadata", metadata) }
    }

    /// As a payment lists it.
    static func writeShort(_ action: Action, to json: inout JSONObjectWriter) {
        json.string("id", ActionName.spell(action.id))
        json.string("type", action.kind.word)
        if let code = action.code {
            json.string("response_code", code.text)
            json.string("response_summary", code.summary)
        }
    }

    private func writeProcessing(to json: inout JSONObjectWriter) {
        switch action.kind {
        case .authorization, .increment, .verification:
            json.object("processing") {
                $0.string("retrieval_reference_number", Numbers.retrievalReference(action.id))
                $0.string("acquirer_transaction_id", Numbers.acquirerTransaction(action.id))
            }
        case .capture, .refund:
            json.object("processing") {
                $0.string("acquirer_transaction_id", Numbers.acquirerTransaction(action.id))
                $0.string("acquirer_reference_number", Numbers.acquirerReference(action.id))
            }
        case .void: break
        }
    }
}
