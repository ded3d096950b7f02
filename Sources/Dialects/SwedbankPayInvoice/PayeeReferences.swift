import DialectKit
import PaymentCore

/// `payeeReference`s: unique in a payee's account, over payments and transactions alike, so that an order given twice is
/// carried out once. One that was used is an error, never a replay. Source: wire/swedbank.md §5.
enum PayeeReferences {
    /// Of a transaction. Source: wire/swedbank.md §5.
    static let lengthLimit = 50

    /// Whether they are `[\w-]*`.
    static func areLetters(_ reference: String) -> Bool {
        reference.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
    }

    static func claim(_ reference: String, in account: AccountID) -> Claim {
        Claim(account: account, namespace: "payeeReference", value: reference)
    }

    /// Who has a reference: written with the decision that claims it.
    static func entry(_ reference: String, of merchant: MerchantID, _ user: User) -> DocumentWrite {
        .put(Document(key: key(reference, of: merchant), bytes: user.canonicalBytes))
    }

    static func user(of reference: String, at desk: Desk) throws(Problem) -> User? {
        guard let document = try desk.document(key(reference, of: desk.call.merchant)) else { return nil }
        return try? User(canonicalBytes: document.bytes)
    }

    /// The payment that was created with this reference.
    static func payment(called reference: String, by merchant: MerchantID, in service: any PaymentService) -> PaymentID?
    {
        guard let document = try? service.document(key(reference, of: merchant)),
            let user = try? User(canonicalBytes: document.bytes), user.transaction == nil
        else { return nil }
        return user.payment
    }

    private static func key(_ reference: String, of merchant: MerchantID) -> DocumentKey {
        let collection = DocumentCollection(
            merchant: merchant, wire: SwedbankPayInvoice.wire, kind: "payeeReference")
        return DocumentKey(collection, Array(reference.utf8))
    }

    struct User: Hashable, Canonical {
        let payment: PaymentID
        /// Nil: the payment itself.
        let transaction: OperationID?

        init(payment: PaymentID, transaction: OperationID? = nil) {
            self.payment = payment
            self.transaction = transaction
        }

        func write(to writer: inout CanonicalWriter) {
            writer.value(payment)
            writer.optional(transaction)
        }

        init(from reader: inout CanonicalReader) throws(CorruptRecord) {
            payment = try reader.value()
            transaction = try reader.optional()
        }
    }
}
