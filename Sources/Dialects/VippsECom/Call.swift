import DialectKit
import HTTPTypes
import PaymentCore
import VippsAccess

/// One authenticated request, its body decoded.
struct Call {
    let grant: Grant
    /// What the path names: an order.
    let order: String
    let origin: String
    let body: Parameters
    /// `X-Request-Id`, or `Idempotency-Key` from shops that say it so. Source: wire/vipps.md §0.2 and seeds-first.md.
    let requestID: String?
    /// The unit of the header, for requests without a body. Nil: whichever of the merchant's has the order.
    let headerUnit: SaleUnit?
    private let access: VippsAccess

    init(_ request: ReceivedRequest, _ name: String, _ caller: Caller, _ access: VippsAccess) throws(Problem) {
        grant = caller.grant
        headerUnit = caller.unit
        order = name
        origin = request.origin
        self.access = access
        requestID = try Self.requestID(request)
        body = Parameters(request.method == .get ? JSONObject() : try Self.decode(request.body))
    }

    /// The unit that the body names, as it is agreed now. Nil: not one of this merchant's.
    func unit() throws(Problem) -> (SaleUnit?, number: String) {
        let merchant = try body.object("merchantInfo")
        let number = try merchant.requiredString("merchantSerialNumber", count: 4...10)
        do throws(Unavailable) {
            return (try access.saleUnit(number, of: grant), number)
        } catch {
            throw .unavailable(error)
        }
    }

    /// One request for the unit, the order and the operation; only what succeeded is kept: "if a capture request fails for
    /// any reason, it can be retried with the same idempotency key" (the seed `001_7ea09a288ba2e1a7.txt`).
    func key(_ operation: String, in account: AccountID, _ request: JSONObject) -> IdempotencyKey? {
        requestID.map { value in
            IdempotencyKey(
                claim: Claim(account: account, namespace: "ecom \(operation) \(order)", value: value),
                fingerprint: access.fingerprints.fingerprint(of: "ecom \(operation)", request), retention: nil,
                keepsRefusals: false, keepsFailures: false)
        }
    }

    private static func requestID(_ request: ReceivedRequest) throws(Problem) -> String? {
        guard let value = request.headers[.requestID] ?? request.headers[.idempotencyKey], !value.isEmpty else {
            return nil
        }
        // ePayment's keys are longer than eCom's, and both names are taken.
        guard value.unicodeScalars.count <= (request.headers[.requestID] == nil ? 50 : 40) else {
            throw .invalid("X-Request-Id", "X-Request-Id must have at most 40 characters")
        }
        return value
    }

    private static func decode(_ body: [UInt8]) throws(Problem) -> JSONObject {
        guard body.contains(where: { $0 > 0x20 }) else { return JSONObject() }
        guard let object = (try? JSON.parse(body))?.object else { throw .malformedJSON }
        return object
    }
}
