import Invoicing
import PaymentCore

/// What Swedbank Pay keeps with a capture, a cancellation or a reversal. Source: wire/swedbank.md §4.4 to §4.6.
struct TransactionDetails {
    var description = ""
    var payeeReference: String?
    var receiptReference: String?
    /// How much of the amount is tax. Unit: minor units.
    var vatAmount: Int64 = 0
    /// What was sold, or comes back; the wire itself tells it of captures alone.
    var sale = Sale(items: [], rows: [])

    /// Nothing kept, as for what our own API asked for.
    static func read(_ details: Details) -> TransactionDetails {
        (try? TransactionDetails(canonicalBytes: details.bytes)) ?? TransactionDetails()
    }
}

extension TransactionDetails: Canonical {
    private static let version: UInt8 = 1

    func write(to writer: inout CanonicalWriter) {
        writer.byte(Self.version)
        writer.string(description)
        writer.texts([payeeReference, receiptReference])
        writer.signed(vatAmount)
        writer.value(sale)
    }

    init(from reader: inout CanonicalReader) throws(CorruptRecord) {
        guard try reader.byte() == Self.version else { throw CorruptRecord("details of an unknown version") }
        description = try reader.string()
        payeeReference = try reader.text()
        receiptReference = try reader.text()
        vatAmount = try reader.signed()
        sale = try reader.value()
    }
}
