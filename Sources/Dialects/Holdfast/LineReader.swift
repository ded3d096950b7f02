import DialectKit
import Ledger
import PaymentCore

/// `lines` of a capture or refund: `{"description": "Chair", "quantity": 2, "unitPrice": {"value": 6250, "currency": "SEK"},
/// "vatPercent": "25"}`. What is not told stays open: the payment's wire says what it needs.
enum LineReader {
    /// For a wire that needs none: nothing but objects.
    static func mustBeObjects(_ body: Body) throws(Problem) {
        if let lines = body.json("lines"), lines.array?.allSatisfy({ $0.object != nil }) != true {
            throw .malformed("lines is an array of objects", field: "lines")
        }
    }

    static func read(_ body: Body, in currency: Currency) throws(Problem) -> [OrderLine] {
        try mustBeObjects(body)
        let elements = body.json("lines")?.array ?? []
        guard elements.count <= OperationWish.lineLimit else {
            throw .malformed("There are \(OperationWish.lineLimit) lines at most", field: "lines")
        }
        var lines: [OrderLine] = []
        for (place, element) in elements.enumerated() {
            lines.append(try read(Body(element.object ?? JSONObject()), "lines[\(place)]", currency))
        }
        return lines
    }

    private static func read(_ line: Body, _ place: String, _ currency: Currency) throws(Problem) -> OrderLine {
        // `name` is what other wires of this server call it.
        let name = line.has("description") ? "description" : "name"
        if let text = line.json(name), text.string == nil {
            throw .malformed("\(name) is a text", field: "\(place).\(name)")
        }
        let quantity = try line.json("quantity").map { json throws(Problem) in
            guard let number = json.wholeNumber, (1...OrderLine.quantityLimit).contains(number) else {
                throw .malformed(
                    "quantity is a whole number from 1 to \(OrderLine.quantityLimit)", field: "\(place).quantity")
            }
            return number
        }
        return OrderLine(
            description: line.text(name), quantity: quantity ?? 1,
            unitPrice: try line.json("unitPrice").map { json throws(Problem) in
                try price(json, "\(place).unitPrice", currency)
            },
            vatHundredths: try line.json("vatPercent").map { json throws(Problem) in
                try hundredths(json, "\(place).vatPercent")
            })
    }

    /// An amount that may be below zero, for discounts; a number alone is in the payment's currency.
    private static func price(_ json: JSON, _ field: String, _ currency: Currency) throws(Problem) -> Int64 {
        let value = json.object.map { $0["value"]?.wholeNumber } ?? json.wholeNumber
        if let code = json.object.map({ $0["currency"]?.string }), code != currency.code {
            throw .malformed("The payment's currency is \(currency.code)", field: "\(field).currency")
        }
        guard let value, (-Money.limit...Money.limit).contains(value) else {
            throw .malformed(
                "unitPrice is an amount in minor units: {\"value\": 6250, \"currency\": \"\(currency.code)\"}",
                field: field)
        }
        return value
    }

    /// `25`, `"25"`, `"25.5"`.
    private static func hundredths(_ json: JSON, _ field: String) throws(Problem) -> Int64 {
        let text: String?
        switch json {
        case .number(let digits): text = digits
        case .string(let given): text = given
        case .null, .bool, .array, .object: text = nil
        }
        guard let decimal = text.flatMap({ ExactDecimal($0) }), decimal.places <= 2 else {
            throw .malformed("vatPercent is a number such as 25 or \"25.5\"", field: field)
        }
        return decimal.digits * [100, 10, 1][decimal.places]
    }
}
