import DialectKit
import HTTPTypes
import Hummingbird
import Ledger
import NIOCore
import PaymentCore

/// Settlements as tables for a spreadsheet: RFC 4180, amounts in minor units.
enum SettlementTable {
    static func list(_ settlements: [Settlement]) -> Response {
        var rows = row(["settlement", "settledAt", "currency", "net", "payments"])
        for settlement in settlements {
            rows += row([
                SettlementName.spell(settlement.id), InstantSpelling.zuluMilliseconds(settlement.at.milliseconds),
                settlement.currency.code, String(settlement.net), String(settlement.payments),
            ])
        }
        return response(ResponseBody(byteBuffer: ByteBuffer(string: rows)))
    }

    /// Written as it is read, a stretch at a time. Trouble on the way breaks the connection off: half a table is none.
    static func lines(of settlement: Settlement, _ walk: SettlementWalk) -> Response {
        response(
            ResponseBody { writer in
                try await writer.write(
                    ByteBuffer(
                        string: row([
                            "settlement", "type", "id", "payment", "dialect", "reference", "at", "currency", "amount",
                            "fee", "paidOutCurrency", "paidOut",
                        ])))
                var walk = walk
                while let stretch = try await walk.next() {
                    let rows = stretch.flatMap(\.lines).map { row(cells(of: $0, in: settlement)) }.joined()
                    try await writer.write(ByteBuffer(string: rows))
                }
                try await writer.finish(nil)
            })
    }

    private static func cells(of line: SettlementLine, in settlement: Settlement) -> [String] {
        [
            SettlementName.spell(settlement.id), line.record.operation.order.word,
            OperationName.spell(line.record.operation.id), PaymentName.spell(line.payment.id),
            line.payment.birth.wire.text, harmless(line.reference ?? ""),
            line.record.endedAt.map { InstantSpelling.zuluMilliseconds($0.milliseconds) } ?? "",
            line.payment.currency.code, String(line.gross), String(line.fee.minorUnits), line.currency.code,
            String(line.paid),
        ]
    }

    /// A merchant's text that a spreadsheet would take for a formula is told to be a text.
    static func harmless(_ text: String) -> String {
        guard let first = text.unicodeScalars.first, "=+-@\t\r\n".unicodeScalars.contains(first) else { return text }
        return "'" + text
    }

    static func row(_ cells: [String]) -> String { cells.map(quoted).joined(separator: ",") + "\r\n" }

    /// Quoted where it must be. Seen by scalars: a carriage return with its line feed is one character.
    private static func quoted(_ cell: String) -> String {
        guard cell.unicodeScalars.contains(where: { ",\"\r\n".unicodeScalars.contains($0) }) else { return cell }
        return "\"" + cell.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }

    private static func response(_ body: ResponseBody) -> Response {
        Response(status: .ok, headers: [.contentType: "text/csv; charset=utf-8; header=present"], body: body)
    }
}
