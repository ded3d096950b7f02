import PaymentCore

/// Numbers that schemes and acquirers give. Ours follow from the names of what they are about, so the same thing always
/// has the same ones.
enum Numbers {
    /// Six digits.
    static func authCode(_ id: OperationID) -> String { digits(6, id.low) }
    /// Twelve digits.
    static func retrievalReference(_ id: OperationID) -> String { digits(12, id.low &* 0x9E37_79B9_7F4A_7C15) }
    /// Twenty-one digits.
    static func acquirerTransaction(_ id: OperationID) -> String {
        digits(9, id.low >> 7) + digits(12, id.low &* 0xBF58_476D_1CE4_E5B9)
    }
    /// Twenty-three digits.
    static func acquirerReference(_ id: OperationID) -> String {
        "7" + digits(11, id.low &* 0x94D0_49BB_1331_11EB) + digits(11, id.low >> 3)
    }
    /// Fifteen digits.
    static func scheme(_ id: PaymentID) -> String { digits(15, id.low &* 0xD6E8_FEB8_6659_FD93) }

    /// `V001` and 25 characters.
    static func accountReference(of fingerprint: String) -> String { "V001" + fingerprint.prefix(25) }

    private static func digits(_ count: Int, _ value: UInt64) -> String {
        let text = String(value)
        return String((String(repeating: "0", count: count) + text).suffix(count))
    }
}
