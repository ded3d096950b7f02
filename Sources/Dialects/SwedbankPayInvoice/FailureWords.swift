import PaymentCore

/// Why a transaction failed, in the words of transactions and of problems. Source: wire/swedbank.md §7.2 and §8.
struct FailureWords {
    /// `failedReason`.
    let reason: String
    /// `failedErrorCode`.
    let code: String
    /// `failedErrorDescription`.
    let description: String
    private let type: String
    private let status: Int

    init(_ reason: FailureReason) {
        switch reason {
        case .declined, .insufficientFunds, .suspectedFraud, .cardBlocked, .cardExpired, .cardInvalid,
            .securityCodeInvalid:
            self.init("CreditNotApproved", "CREDITNOTAPPROVED", "The credit was not approved", "creditnotapproved")
        case .payerDeclined, .payerCanceled:
            self.init("UserAborted", "USERABORTED", "The payer aborted", "useraborted")
        case .authenticationFailed:
            self.init("Failed", "FAILED", "The payer could not be identified", "failed")
        case .authenticationAbandoned:
            self.init(
                "TimeoutIdentification", "TIMEOUTIDENTIFICATION", "The payer did not answer", "timeoutidentification")
        case .merchantCanceled: self.init("Cancelled", "CANCELLED", "The merchant took it back", "failed")
        case .technical:
            self.init("ExternalResponseError", "60", "Unspecified error from third party", "externalerror", 502)
        }
    }

    private init(
        _ reason: String, _ code: String, _ description: String, _ type: String, _ status: Int = 403
    ) {
        self.reason = reason
        self.code = code
        self.description = description
        self.type = "invoice/" + type
        self.status = status
    }

    /// What the transaction says of it, for as long as it is told.
    func problem(in activity: String) -> Problem {
        if status == 502 { return answer }
        return Problem(
            status: status, type: type, title: "Operation failed",
            detail: "Unable to complete \(activity) transaction, look at problem node!",
            entries: [Problem.Entry(name: "ExternalResponse", description: "\(code)-\(description)")])
    }

    /// A third party's failure, as recorded. Source: wire/swedbank.md §8, `invoice/externalerror`.
    private var answer: Problem {
        Problem(
            status: 502, type: type, title: "Error in external dependency", detail: "Third party returned error",
            entries: [
                Problem.Entry(
                    name: "ThirdPartyError",
                    description: "Unspecified error from third party. Response code \(code)")
            ])
    }
}
