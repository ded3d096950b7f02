/// The errors that this server gives, by group and code, with their texts. Source: wire/vipps.md §4.8.
struct ErrorCode: Equatable {
    enum Group: String {
        case payment = "Payment"
        case invalidRequest = "InvalidRequest"
        case vippsError = "VippsError"
        case user = "User"
        case merchant = "Merchant"
    }

    let group: Group
    let code: String
    let message: String
    /// 400 unless said otherwise.
    var status = 400

    private static func payment(_ code: Int, _ message: String) -> ErrorCode {
        ErrorCode(group: .payment, code: String(code), message: message)
    }

    private static func vipps(_ code: Int, _ message: String) -> ErrorCode {
        ErrorCode(group: .vippsError, code: String(code), message: message)
    }

    private static func merchant(_ code: Int, _ message: String) -> ErrorCode {
        ErrorCode(group: .merchant, code: String(code), message: message)
    }

    // MARK: Payment

    static let noValidCard = payment(41, "The user does not have a valid card.")
    static let refusedByIssuer = payment(42, "Refused by the issuer.")
    static let expiredCard = payment(44, "Refused by issuer because of expired card")
    static let reservationFailed = payment(45, "Reservation failed, reason unknown.")
    static let cancelOfCaptured = payment(51, "Cannot cancel an orderId that has already been captured.")
    static let cancelFailed = payment(52, "Cancellation failed, reason unknown.")
    static let captureTooHigh = payment(
        61,
        "The total capture amount exceeds the reserved amount. You cannot capture a higher amount than the user has accepted. Check the payment details."
    )
    static let captureBeforeReservation = payment(
        62,
        "The amount you tried to capture is not reserved. The user must accept the payment before capture can be done."
    )
    static let captureFailed = payment(63, "Capture failed an unknown reason.")
    static let refundTooHigh = payment(71, "Cannot refund a higher amount than the captured amount.")
    static let refundOfReserved = payment(
        72, "Cannot refund a reserved order. The orderId can be canceled instead.")
    static let refundOfCancelled = payment(73, "Cannot refund a canceled order.")
    static let refundFailed = payment(74, "Refund failed during debit from the merchant's account.")
    static let refundPeriodExpired = payment(
        95, "Payments can only be refunded up to 365 days after reservation. See the FAQ.")
    static let capturePeriodExpired = payment(
        98, "Payments can only be captured up to 180 days after reservation. See the FAQ.")
    static let cancelPeriodExpired = payment(
        98, "Payments can only be cancelled up to 180 days after reservation. See the FAQ.")

    // MARK: VippsError

    static let notAllowed = vipps(91, "The transaction is not allowed.")
    static let alreadyProcessed = vipps(92, "The transaction has already been processed.")
    static let captureKeyReused = vipps(
        93, "The capture request must be identical to the previous request(s) in an idempotent retry.")
    static let refundKeyReused = vipps(
        93, "The refund request must be identical to the previous request(s) in an idempotent retry.")
    static let internalError = ErrorCode(
        group: .vippsError, code: "99", message: "Internal error.", status: 500)
    /// Nothing was written; the same request may be sent again.
    static let unavailable = ErrorCode(
        group: .vippsError, code: "98", message: "Too many concurrent requests. See the FAQ.", status: 429)

    // MARK: User and Merchant

    static let userUnknown = ErrorCode(
        group: .user, code: "81",
        message:
            "The phone number is either incorrectly formatted, is not a Vipps user, or the user cannot pay businesses.")
    static let duplicateOrder = merchant(
        34, "Duplicate orderId. The orderId must be unique for each MSN. It has already been used for this MSN.")
    static let landingPageNeeded = merchant(38, "The merchant is not allowed to skip the landing page.")
    static let ninNotAllowed = ErrorCode(
        group: .merchant, code: "51", message: "The Nin scope is not allowed.", status: 403)
    static let merchantNotAllowed = ErrorCode(
        group: .merchant, code: "97", message: "The merchant is not allowed to perform payments.", status: 403)

    static func unknownOrder(_ order: String, unit: String) -> ErrorCode {
        ErrorCode(
            group: .merchant, code: "35", message: "The orderId '\(order)' does not exist for MSN \(unit).", status: 404
        )
    }

    /// What is wrong with the form of a request: the code is the name of the field.
    static func invalid(_ field: String, _ message: String) -> ErrorCode {
        ErrorCode(group: .invalidRequest, code: field, message: message)
    }
}
