/// The numbered errors that this server gives, with their titles and statuses. Source: wire/vipps.md §2.12, which says of
/// each status whether it is documented or inferred.
enum ErrorCode: Int, CaseIterable {
    case internalError = 3010
    case captureKeyReused = 4010
    case keyReused = 4020
    case invalidAmount = 4040
    case invalidCustomerToken = 4050
    case invalidPersonalQR = 4060
    case invalidPhoneNumber = 4070
    case invalidScope = 4080
    case invalidURL = 4090
    case metadataCapacity = 4100
    case metadataDuplicateKeys = 4110
    case metadataKeyLength = 4120
    case metadataValueLength = 4130
    case missingParameter = 4140
    /// Of a creation; the same number says that the key of a refund was used for another one.
    case referenceExists = 4150
    case invalidPaymentMethod = 4160
    case blockingNotApplicable = 5010
    case expressNotAllowed = 5020
    case illegalScope = 5030
    case invalidCurrency = 5040
    case longLivingNotAllowed = 5050
    case cannotBeCreated = 5070
    case pushNotAllowed = 5080
    case referenceNotFound = 5090
    case refundNotPossible = 5100
    case amountTooSmall = 6010
    case refundBeforeReservation = 6020
    case cancelPeriodExpired = 6030
    case cancelOfCaptured = 6040
    case cancelOfAuthorized = 6060
    case captureOfCancelled = 6070
    case captureBeforeReservation = 6080
    case captureTooHigh = 6090
    case capturePeriodExpired = 6100
    case expirationTooLate = 6110
    case expirationTooSoon = 6120
    case receiptRequired = 6130
    case mustCaptureAll = 6140
    case notEnoughRefundable = 6150
    case alreadyCaptured = 6170
    case alreadyRefunded = 6180
    case cannotBeCancelled = 6190
    case cannotBeCaptured = 6200
    case refundPeriodExpired = 6220
    case alreadyReserved = 6230
    case fundsUnavailable = 6260
    case captureFailed = 6280
    case customerNotFound = 7010
    case approveFailed = 10010
    case approveNotAllowed = 10020
    case identificationRequired = 10030

    var status: Int {
        switch self {
        case .internalError: 500
        case .captureKeyReused, .keyReused, .referenceExists: 409
        case .blockingNotApplicable, .expressNotAllowed, .illegalScope, .longLivingNotAllowed, .pushNotAllowed: 403
        case .cannotBeCreated: 422
        case .referenceNotFound: 404
        case .invalidAmount, .invalidCustomerToken, .invalidPersonalQR, .invalidPhoneNumber, .invalidScope, .invalidURL,
            .metadataCapacity, .metadataDuplicateKeys, .metadataKeyLength, .metadataValueLength, .missingParameter,
            .invalidPaymentMethod, .invalidCurrency, .refundNotPossible, .amountTooSmall, .refundBeforeReservation,
            .cancelPeriodExpired, .cancelOfCaptured, .cancelOfAuthorized, .captureOfCancelled,
            .captureBeforeReservation, .captureTooHigh, .capturePeriodExpired, .expirationTooLate, .expirationTooSoon,
            .receiptRequired, .mustCaptureAll, .notEnoughRefundable, .alreadyCaptured, .alreadyRefunded,
            .cannotBeCancelled,
            .cannotBeCaptured, .refundPeriodExpired, .alreadyReserved, .fundsUnavailable, .captureFailed,
            .customerNotFound, .approveFailed, .approveNotAllowed, .identificationRequired:
            400
        }
    }

    /// Told of a field alone, whatever the sale unit may do and the payment is.
    var isOfForm: Bool {
        switch self {
        case .invalidAmount, .invalidCustomerToken, .invalidPersonalQR, .invalidPhoneNumber, .invalidScope, .invalidURL,
            .metadataCapacity, .metadataDuplicateKeys, .metadataKeyLength, .metadataValueLength:
            true
        default: false
        }
    }

    var title: String { Self.titles[self] ?? "Internal error" }

    private static let titles: [ErrorCode: String] = [
        .internalError: "Internal error",
        .captureKeyReused: "Capture idempotency conflict",
        .keyReused: "Idempotency error",
        .invalidAmount: "Invalid amount",
        .invalidCustomerToken: "Invalid CustomerToken",
        .invalidPersonalQR: "Invalid PersonalQr",
        .invalidPhoneNumber: "Invalid phone number",
        .invalidScope: "Invalid scope",
        .invalidURL: "Invalid URL",
        .metadataCapacity: "Metadata capacity exceeded",
        .metadataDuplicateKeys: "Metadata duplicate keys not allowed",
        .metadataKeyLength: "Metadata key length exceeded",
        .metadataValueLength: "Metadata value length exceeded",
        .missingParameter: "Missing required parameter",
        .referenceExists: "Reference exists",
        .invalidPaymentMethod: "Invalid payment method type",
        .blockingNotApplicable: "Blocking sources not applicable",
        .expressNotAllowed: "Express payment not allowed",
        .illegalScope: "Illegal scope",
        .invalidCurrency: "Invalid currency for merchant",
        .longLivingNotAllowed: "Long-living payment not allowed",
        .pushNotAllowed: "PUSH_MESSAGE not allowed",
        .cannotBeCreated: "Payment cannot be created",
        .referenceNotFound: "Reference not found",
        .refundNotPossible: "Refund not possible",
        .amountTooSmall: "Amount too small",
        .refundBeforeReservation: "Attempted refund before reservation",
        .cancelPeriodExpired: "Cancel period expired",
        .cancelOfCaptured: "Cannot cancel a captured payment",
        .cancelOfAuthorized: "Cannot cancel authorized payment",
        .captureOfCancelled: "Cannot capture a cancelled payment",
        .captureBeforeReservation: "Cannot capture before reservation",
        .captureTooHigh: "Capture amount too high",
        .capturePeriodExpired: "Capture period expired",
        .expirationTooLate: "Expiration date is too late",
        .expirationTooSoon: "Expiration date is too soon",
        .receiptRequired: "Long living payments require a receipt",
        .mustCaptureAll: "Must capture full amount",
        .notEnoughRefundable: "Not enough refundable",
        .alreadyCaptured: "Payment already captured",
        .alreadyRefunded: "Payment already refunded",
        .cannotBeCancelled: "Payment cannot be cancelled",
        .cannotBeCaptured: "Payment cannot be captured",
        .refundPeriodExpired: "Refund period expired",
        .alreadyReserved: "Payment is already reserved",
        .fundsUnavailable: "Funds unavailable",
        .captureFailed: "Capture failed, please try again later",
        .customerNotFound: "Customer not found",
        .approveFailed: "Approve failed",
        .approveNotAllowed: "Approve not allowed",
        .identificationRequired: "Identification required",
    ]
}
