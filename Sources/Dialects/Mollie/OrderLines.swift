import DialectKit
import Ledger

/// The order lines of a payment, checked: each line's own sum, its VAT, and all of them together.
/// Source: wire/mollie.md §3.1.
enum OrderLines {
    private static let known: Set<String> = [
        "type", "description", "quantity", "quantityUnit", "unitPrice", "discountAmount", "totalAmount", "vatRate",
        "vatAmount", "sku", "categories", "imageUrl", "productUrl", "recurring",
    ]

    private static let types: Set<String> = [
        "physical", "digital", "shipping_fee", "discount", "store_credit", "gift_card", "surcharge", "tip",
    ]

    /// Their unit price must be negative; zero is free. Source: specs/mollie, schema `payment-line-item`, `unitPrice`.
    private static let negativeTypes: Set<String> = ["discount", "store_credit", "gift_card"]

    /// Unit: characters.
    private static let skuLimit = 64

    static func check(_ value: JSON, against amount: Money) throws(Problem) {
        guard let lines = value.array, !lines.isEmpty else {
            throw .unprocessable("The 'lines' field should be a list of order lines", field: "lines")
        }
        var sum: Int64 = 0
        for (index, line) in lines.enumerated() {
            guard let members = line.object else {
                throw .unprocessable("Order line \(index + 1) is invalid.", field: "lines.\(index)")
            }
            sum += try Line(members, index, amount.currency).total
            guard abs(sum) <= Money.limit else {
                throw .unprocessable("The amount is higher than the maximum", field: "lines")
            }
        }
        guard sum == amount.minorUnits else {
            throw .unprocessable(
                "The amount of the payment does not match the total amount of the order lines. Expected \(signed(sum, amount.currency)), got \(signed(amount.minorUnits, amount.currency))",
                field: "lines")
        }
    }

    private static func signed(_ minorUnits: Int64, _ currency: Currency) -> String {
        let text = Money(minorUnits: abs(minorUnits), currency: currency)
        let sign = currency.code == "EUR" ? "€" : currency.code + " "
        return (minorUnits < 0 ? "-" : "") + sign + text.decimal
    }

    /// One line, its sums checked.
    private struct Line {
        private(set) var total: Int64 = 0
        private let members: JSONObject
        private let index: Int
        private let currency: Currency

        init(_ members: JSONObject, _ index: Int, _ currency: Currency) throws(Problem) {
            self.members = members
            self.index = index
            self.currency = currency
            try Parameters(members, in: "body").mustBeKnown(OrderLines.known, under: "lines.\(index).")
            guard members["description"]?.string != nil else { throw missing("description") }
            let type = members["type"]?.string ?? "physical"
            guard OrderLines.types.contains(type) else { throw invalid("type") }
            if let sku = members["sku"]?.string, sku.unicodeScalars.count > OrderLines.skuLimit { throw invalid("sku") }
            let quantity = try quantity()
            guard let unit = try signedAmount("unitPrice") else { throw missing("unitPrice") }
            if unit > 0, OrderLines.negativeTypes.contains(type) { throw invalid("unitPrice") }
            guard let total = try signedAmount("totalAmount") else { throw missing("totalAmount") }
            let discount = try signedAmount("discountAmount") ?? 0
            let (gross, overflow) = unit.multipliedReportingOverflow(by: quantity)
            // Each is a number that `Money` holds before it is spelled; what is within the limit cannot overflow.
            guard !overflow, Self.exists(gross), Self.exists(gross - discount) else {
                throw .unprocessable("The amount is higher than the maximum", field: "lines.\(index).totalAmount")
            }
            let expected = gross - discount
            guard expected == total else {
                throw off(
                    "Total amount is off. Expected total amount to be \(signed(expected, currency)), got \(signed(total, currency))",
                    "totalAmount")
            }
            self.total = total
            try checkVAT()
        }

        /// `vatAmount = totalAmount × vatRate / (100 + vatRate)`, rounded to the minor unit; any other is an error.
        /// Source: specs/mollie, schema `payment-line-item`, `vatAmount`.
        private func checkVAT() throws(Problem) {
            guard let amount = try signedAmount("vatAmount") else { return }
            guard let rate = members["vatRate"]?.string else { throw missing("vatRate") }
            guard let hundredths = Self.hundredths(rate) else { throw invalid("vatRate") }
            let expected = Self.rounded(total, times: hundredths, over: 10_000 + hundredths)
            guard amount == expected else {
                throw off(
                    "VAT amount is off. Expected VAT amount to be \(signed(expected, currency)) (\(rate)% over \(signed(total, currency))), got \(signed(amount, currency))",
                    "vatAmount")
            }
        }

        private func quantity() throws(Problem) -> Int64 {
            guard let value = members["quantity"], !value.isNull else { throw missing("quantity") }
            guard let count = value.int ?? value.string.flatMap({ Int64($0) }), (1...1_000_000).contains(count) else {
                throw invalid("quantity")
            }
            return count
        }

        /// Minor units; discounts are negative.
        private func signedAmount(_ name: String) throws(Problem) -> Int64? {
            guard let value = members[name], !value.isNull else { return nil }
            guard let object = value.object, let text = object["value"]?.string else { throw invalid(name) }
            guard object["currency"]?.string == currency.code else {
                throw .unprocessable(
                    "The amount contains an invalid currency", field: "lines.\(index).\(name).currency")
            }
            let isNegative = text.hasPrefix("-")
            guard let money = try? Money(decimal: text.dropFirst(isNegative ? 1 : 0), currency: currency) else {
                throw .unprocessable("The amount contains an invalid value", field: "lines.\(index).\(name).value")
            }
            return isNegative ? -money.minorUnits : money.minorUnits
        }

        /// Signed minor units of which there is money.
        private static func exists(_ minorUnits: Int64) -> Bool { minorUnits.magnitude <= Money.limit.magnitude }

        /// `21.00` is 2 100.
        private static func hundredths(_ text: String) -> Int64? {
            guard let euro = Currency(code: "EUR") else { return nil }
            return (try? Money(decimal: text, currency: euro)).map(\.minorUnits).flatMap { $0 <= 10_000 ? $0 : nil }
        }

        /// Half away from zero.
        private static func rounded(_ value: Int64, times factor: Int64, over divisor: Int64) -> Int64 {
            let product = abs(value).multipliedFullWidth(by: factor)
            let (quotient, rest) = divisor.dividingFullWidth(product)
            let magnitude = rest * 2 >= divisor ? quotient + 1 : quotient
            return value < 0 ? -magnitude : magnitude
        }

        private func missing(_ name: String) -> Problem {
            .unprocessable(
                "Order line \(index + 1) is invalid. The '\(name)' field is missing", field: "lines.\(index).\(name)")
        }

        private func invalid(_ name: String) -> Problem {
            .unprocessable(
                "Order line \(index + 1) is invalid. The '\(name)' field is invalid", field: "lines.\(index).\(name)")
        }

        private func off(_ what: String, _ name: String) -> Problem {
            .unprocessable("Order line \(index + 1) is invalid. \(what)", field: "lines.\(index).\(name)")
        }
    }
}
