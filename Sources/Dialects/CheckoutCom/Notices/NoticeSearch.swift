import DialectKit
import PaymentCore

/// Notices that happened, found again: they follow from a payment's events.
extension Desk {
    func notices(of id: PaymentID) throws(Problem) -> [Notice] { Notice.all(of: try events(of: id)) }

    /// A notice shares the first half of its name with its payment.
    func notice(_ text: String) throws(Problem) -> Notice {
        guard let id: NoticeID = Name.read(text, "evt") else { throw .notFound }
        let page = Page(from: PaymentID(high: id.high, low: 0), limit: 16, order: .oldestFirst)
        for payment in try payments(page) where payment.id.high == id.high {
            if let notice = try notices(of: payment.id).first(where: { $0.id == id }) { return notice }
        }
        throw .notFound
    }
}
