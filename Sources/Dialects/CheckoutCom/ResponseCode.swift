import PaymentCore

/// What an issuer answers, in five characters: `10…` approved, `20…` soft and `30…` hard declines, `40…` risk.
/// Source: wire/checkout.md §11 and checkout_data.json.
struct ResponseCode: Hashable {
    let text: String

    static let approved = ResponseCode(text: "10000")
    static let partlyApproved = ResponseCode(text: "10010")
    static let invalidRequest = ResponseCode(text: "20006")

    var summary: String { Self.summaries[text] ?? "Other / Unidentified responses" }

    private static let summaries: [String: String] = [
        "10000": "Approved",
        "10008": "Honour with identification",
        "10010": "Partial Value Approved",
        "10011": "Approved (VIP)",
        "10100": "Approved, flagged risky",
        "10200": "Deferred capture",
        "20001": "Refer to Card Issuer",
        "20002": "Refer to Card Issuer - Special Conditions",
        "20003": "Invalid Merchant or Merchant is not active",
        "20005": "Declined - Do Not Honour",
        "20006": "Error / Invalid Request Parameters",
        "20009": "Request in Progress",
        "20010": "Partial Value Approved",
        "20012": "Invalid Transaction",
        "20013": "Invalid Value/Amount",
        "20014": "Invalid Card Number",
        "20017": "Customer Cancellation",
        "20018": "Customer Dispute",
        "20019": "Re-enter Transaction or Transaction has expired",
        "20020": "Invalid Response",
        "20021": "No Action Taken",
        "20022": "Suspected Malfunction",
        "20023": "Unacceptable Transaction Fee",
        "20030": "Format Error",
        "20031": "Bank not Supported by Switch",
        "20032": "Completed Partially",
        "20039": "No CREDIT Account",
        "20040": "Requested Function not Supported",
        "20046": "Bank Decline",
        "20051": "Insufficient Funds",
        "20052": "No Cheque Account",
        "20053": "No Savings Account",
        "20054": "Expired Card",
        "20055": "Incorrect PIN (invalid Amex CVV)",
        "20056": "No Card Record",
        "20057": "Transaction not Permitted to Cardholder",
        "20058": "Transaction not Permitted to Terminal",
        "20059": "Suspected Fraud",
        "20060": "Card Acceptor Contact Acquirer",
        "20061": "Activity Amount Limit Exceeded",
        "20062": "Restricted Card",
        "20063": "Security Violation",
        "20064": "Transaction does not fulfil AML requirement",
        "20065": "Exceeds Withdrawal Frequency Limit",
        "20066": "Card Acceptor Call Acquirer Security",
        "20067": "Hard Capture - Pick Up Card at ATM",
        "20068": "Response Received Too Late / Timeout",
        "20075": "Allowable PIN Tries Exceeded",
        "20082": "No security model",
        "20083": "No accounts",
        "20087": "Bad Track Data (invalid CVV and/or expiry date)",
        "20088": "Unable to Dispense/process",
        "20089": "Administration Error",
        "20091": "Issuer or Switch is Inoperative",
        "20092": "Financial Institution not Found",
        "20093": "Transaction cannot be completed; violation of law",
        "20094": "Duplicate Transmission/Invoice",
        "20096": "System Malfunction",
        "20099": "Other / Unidentified responses",
        "200N0": "Unable to authorize",
        "200N7": "Decline for CVV2 failure",
        "200O5": "Pin Required",
        "200P1": "Over Daily Limit",
        "200P9": "Limit exceeded. Enter a lesser value.",
        "200R1": "Issuer initiated a stop payment (revocation order) for the Authorization",
        "200R3": "Issuer initiated a stop payment (revocation order) for all Authorizations",
        "200S4": "PTLF Full",
        "200T2": "Invalid Transaction Date",
        "200T3": "Card not supported",
        "2005C": "Not supported / blocked by issuer",
        "2009G": "Blocked by cardholder",
        "20100": "Invalid Expiry Date Format",
        "20101": "No Account / No Customer (Token incorrect or invalid)",
        "20102": "Invalid Merchant/Wallet ID",
        "20103": "Card type/Payment method not supported",
        "20104": "Gateway Reject - Invalid Transaction",
        "20105": "Gateway Reject - Violation",
        "20106": "Unsupported currency",
        "20107": "Billing address is missing",
        "20108": "Declined - Updated Cardholder Available",
        "20109": "Authorization Already Reversed (voided) or Capture is larger than initial Authorised Value",
        "20110": "Authorization completed",
        "20111": "Transaction already reversed",
        "20112": "Merchant not Mastercard SecureCode enabled",
        "20113": "Invalid Property",
        "20114": "Invalid Channel or Token is incorrect",
        "20118": "Transaction Pending",
        "20120": "Invalid Customer/User",
        "20121": "Transaction Limit for Merchant/Terminal exceeded",
        "20150": "Card not 3D Secure (3DS) enabled",
        "20151": "Cardholder failed 3DS authentication",
        "20152": "Initial 3DS transaction not completed within 15 minutes",
        "20153": "3DS system malfunction",
        "20154": "3DS authentication required",
        "20158": "Refund validity period expired",
        "20179": "Lifecycle",
        "20182": "Policy",
        "20183": "Security",
        "30004": "Pick up card (no fraud)",
        "30007": "Pick up card - Special conditions",
        "30015": "No such issuer",
        "30033": "Expired card - Pick up",
        "30041": "Lost card - Pick up",
        "30043": "Stolen card - Pick up",
        "30046": "Closed account",
        "40101": "Risk blocked transaction",
        "40108": "Post code failed",
    ]
}

extension ResponseCode {
    static let authenticationFailed = ResponseCode(text: "20151")
    static let authenticationAbandoned = ResponseCode(text: "20152")
    static let notEnrolled = ResponseCode(text: "20150")

    /// The card takes no part in 3-D Secure, or 3-D Secure does not work.
    var isWithoutAuthentication: Bool { text == "20150" || text == "20153" }

    /// The core's word that comes nearest.
    var reason: FailureReason {
        switch text {
        case "20051", "20061", "200P1", "200P9": .insufficientFunds
        case "20054", "30033": .cardExpired
        case "20014", "30015", "30046": .cardInvalid
        case "20087", "200N7", "20055": .securityCodeInvalid
        case "20059", "20063", "40101", "40108": .suspectedFraud
        case "20062", "2009G", "30004", "30007", "30041", "30043": .cardBlocked
        case "20150", "20151", "20153", "20154": .authenticationFailed
        case "20152": .authenticationAbandoned
        case "20017": .payerCanceled
        default: .declined
        }
    }
}
