package import PaymentCore

/// Where invoices are kept and found, as documents of their merchant.
package struct InvoiceShelf: Sendable {
    static let wire = WireName("invoicing")
    private let merchant: MerchantID

    package init(of merchant: MerchantID) { self.merchant = merchant }

    /// The invoice or credit note of a capture or refund. Nil until it has a number.
    package func invoice(
        of operation: OperationID, in service: any PaymentService
    ) throws(Unavailable) -> Invoice? {
        guard let pointer = try service.document(pointer(of: operation)) else { return nil }
        return try invoice(at: pointer.bytes, in: service)
    }

    package func invoice(number: Int64, in service: any PaymentService) throws(Unavailable) -> Invoice? {
        try invoice(at: Self.spell(number), in: service)
    }

    /// The number that was given last. Nil: none yet.
    func lastNumber(in service: any PaymentService) throws(Unavailable) -> Int64? {
        let last = try service.documents(of: collection("invoice"), page: DocumentPage(limit: 1, order: .newestFirst))
        return last.first.flatMap { Self.number($0.key.id) }
    }

    /// All invoices and credit notes of a payment, oldest first.
    package func invoices(of payment: PaymentID, in service: any PaymentService) throws(Unavailable) -> [Invoice] {
        var invoices: [Invoice] = []
        var from = payment.bytes
        while true {
            let page = try service.documents(
                of: collection("of payment"), page: DocumentPage(from: from, limit: 100, order: .oldestFirst))
            for entry in page where entry.key.id.starts(with: payment.bytes) {
                if let invoice = try invoice(at: entry.bytes, in: service) { invoices.append(invoice) }
            }
            guard page.count == 100, let last = page.last?.key.id, last.starts(with: payment.bytes) else {
                return invoices
            }
            from = last + [0]
        }
    }

    /// What puts an invoice there, with how it goes out, if its number and its order are still free.
    func entries(
        for invoice: Invoice, _ notes: [DispatchNote]
    ) -> (writes: [DocumentWrite], conditions: [DocumentCondition]) {
        let number = Self.spell(invoice.number)
        let place = key("invoice", number)
        let operation = pointer(of: invoice.order.operation)
        let book = DispatchBook(of: merchant)
        return (
            [
                .put(Document(key: place, bytes: invoice.canonicalBytes)),
                .put(Document(key: operation, bytes: number)),
                .put(Document(key: key("of payment", invoice.order.payment.bytes + number), bytes: number)),
                .remove(invoice.order.key),
            ] + notes.flatMap { book.entries($0, of: invoice.order.operation) },
            [.isFree(place), .isFree(operation), .stands(invoice.order.key)]
        )
    }

    private func invoice(at number: [UInt8], in service: any PaymentService) throws(Unavailable) -> Invoice? {
        guard let document = try service.document(key("invoice", number)) else { return nil }
        return try? Invoice(canonicalBytes: document.bytes)
    }

    private func pointer(of operation: OperationID) -> DocumentKey { key("of operation", operation.bytes) }
    private func key(_ kind: String, _ id: [UInt8]) -> DocumentKey { DocumentKey(collection(kind), id) }
    private func collection(_ kind: String) -> DocumentCollection {
        DocumentCollection(merchant: merchant, wire: Self.wire, kind: kind)
    }

    /// Eight bytes, so that numbers are listed in their order.
    static func spell(_ number: Int64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * $0)) }
    }

    static func number(_ bytes: some Sequence<UInt8>) -> Int64 { bytes.reduce(0) { $0 << 8 | Int64($1) } }
}
