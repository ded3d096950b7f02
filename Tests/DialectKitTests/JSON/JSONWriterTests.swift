import DialectKit
import Testing

@Suite("Writing JSON without a tree")
struct JSONWriterTests {
    @Test("a reply is written member by member, in order, nested, with commas where they belong")
    func reply() {
        var json = JSONWriter()
        json.object {
            $0.string("resource", "capture")
            $0.object("amount") {
                $0.string("currency", "EUR")
                $0.string("value", "10.00")
            }
            $0.int("status", 422)
            $0.bool("isCancelable", false)
            $0.null("method")
            $0.raw("metadata", Array(#"{"order_id": 1}"#.utf8))
            $0.json("lines", .array([.number("1.10")]))
            $0.array("captures") {
                for id in ["a", "b"] { $0.object { $0.string("id", id) } }
            }
            $0.object("empty") { _ in }
            $0.array("none") { _ in }
        }
        #expect(
            text(json.bytes) == """
                {"resource":"capture","amount":{"currency":"EUR","value":"10.00"},"status":422,"isCancelable":false,"method":null,\
                "metadata":{"order_id": 1},"lines":[1.10],"captures":[{"id":"a"},{"id":"b"}],"empty":{},"none":[]}
                """)
    }

    @Test("an array holds elements of every kind")
    func elements() {
        var json = JSONWriter(capacityBytes: 0)
        json.array {
            $0.int(-1)
            $0.int(Int64.max)
            $0.bool(true)
            $0.null()
            $0.string("é\n")
            $0.raw([0x37])
            $0.json(.object(["a": .null]))
            $0.array { $0.array { _ in } }
        }
        #expect(text(json.bytes) == #"[-1,9223372036854775807,true,null,"é\n",7,{"a":null},[[]]]"#)
    }

    @Test(
        "integers are written exactly",
        arguments: [0, 1, -1, 9, 10, -10, 99, 100, 1_000_000_007, .min, .max] as [Int64])
    func integers(_ value: Int64) {
        var json = JSONWriter()
        json.object { $0.int("n", value) }
        #expect(text(json.bytes) == "{\"n\":\(value)}")
    }

    @Test("the writer and the tree spell strings alike, in names and in values")
    func sameSpelling() throws {
        var random = SeededBytes(seed: 7)
        let alphabet: [Character] = ["a", "\"", "\\", "\n", "\r\n", "\u{1}", "\u{7f}", "é", "😀", "/", "\0", "e\u{301}"]
        for round in 0..<300 {
            let name = String((0..<round % 40).map { _ in alphabet.randomElement(using: &random) ?? "a" })
            var json = JSONWriter()
            json.object { $0.string(name, name) }
            #expect(json.bytes == JSON.object([name: .string(name)]).encoded(), "round \(round)")
            #expect(try JSON.parse(json.bytes) == .object([name: .string(name)]), "round \(round)")
        }
    }

    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
