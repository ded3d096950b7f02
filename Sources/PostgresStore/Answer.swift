import CLibPQ

/// What one statement was answered, in binary. Rows and columns are counted from 0.
///
/// A class: it owns libpq's result.
final class Answer {
    private let result: OpaquePointer

    init(_ result: OpaquePointer) { self.result = result }

    deinit { PQclear(result) }

    var count: Int { Int(PQntuples(result)) }
    var rows: [Row] { (0..<PQntuples(result)).map { Row(answer: self, index: $0) } }
    var first: Row? { count > 0 ? Row(answer: self, index: 0) : nil }

    /// Rows that were inserted, updated or deleted.
    var affected: Int { Int(String(cString: PQcmdTuples(result))) ?? 0 }
    /// What was done, as the server names it: `COMMIT`, `ROLLBACK`.
    var tag: String { String(cString: PQcmdStatus(result)) }

    fileprivate func bytes(_ row: Int32, _ column: Int32) -> UnsafeRawBufferPointer? {
        guard PQgetisnull(result, row, column) == 0 else { return nil }
        return UnsafeRawBufferPointer(
            start: PQgetvalue(result, row, column), count: Int(PQgetlength(result, row, column)))
    }
}

struct Row {
    fileprivate let answer: Answer
    fileprivate let index: Int32

    /// Integers of any width; 0 for NULL.
    func integer(_ column: Int32) -> Int64 { optionalInteger(column) ?? 0 }

    func optionalInteger(_ column: Int32) -> Int64? {
        guard let bytes = answer.bytes(index, column) else { return nil }
        // The first byte carries the sign.
        let sign: Int64 = bytes.first.map { $0 & 0x80 != 0 } == true ? -1 : 0
        return bytes.reduce(sign) { $0 << 8 | Int64($1) }
    }

    func bool(_ column: Int32) -> Bool { answer.bytes(index, column)?.first == 1 }

    func text(_ column: Int32) -> String { optionalText(column) ?? "" }

    func optionalText(_ column: Int32) -> String? {
        answer.bytes(index, column).map { String(decoding: $0, as: UTF8.self) }
    }

    /// No bytes for NULL.
    func blob(_ column: Int32) -> [UInt8] { optionalBlob(column) ?? [] }

    func optionalBlob(_ column: Int32) -> [UInt8]? { answer.bytes(index, column).map { Array($0) } }
}
