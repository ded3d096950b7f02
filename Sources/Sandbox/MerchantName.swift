/// What people call a merchant: one line that a terminal can show.
package enum MerchantName {
    package static let rule = "The name is a text of 1 to 200 characters without control characters"

    package static func isGood(_ name: String) -> Bool {
        (1...200).contains(name.unicodeScalars.count)
            && !name.unicodeScalars.contains {
                $0.properties.generalCategory == .control || $0.value == 0x2028 || $0.value == 0x2029
            }
    }
}
