import DialectKit
import Testing

@Suite("Writing JSON")
struct JSONEncodeTests {
    @Test("a document is written compactly, in order, and slashes and letters stay as they are")
    func compact() throws {
        let sent = #" { "url" : "https:\/\/x.no\/æ" , "b" : [ 1.10 , null ] , "a" : { } } "#
        #expect(text(try JSON.parse(sent.utf8).encoded()) == #"{"url":"https://x.no/æ","b":[1.10,null],"a":{}}"#)
    }

    @Test("control characters, quotes and backslashes are escaped, and nothing else")
    func escapes() throws {
        let all = String(String.UnicodeScalarView((0...0x80).compactMap { Unicode.Scalar(UInt32($0)) }))
        let encoded = JSON.string(all).encoded()
        #expect(!encoded.contains { $0 < 0x20 })
        #expect(try JSON.parse(encoded) == .string(all))
        #expect(
            text(JSON.string("\u{1}\u{1f}\u{8}\u{c}\n\r\t\"\\/\u{7f}").encoded()) == #""\u0001\u001f\b\f\n\r\t\"\\/"#
                + "\u{7f}\"")
    }

    @Test("the canonical bytes ignore the order of members and the spelling of strings, at every level")
    func canonical() throws {
        let one = try JSON.parse(#"{"b":[{"y":1,"x":"A"}],"a":null,"Z":0,"é":1,"":2}"#.utf8)
        let other = try JSON.parse(#"{"":2,"\u00e9":1,"Z":0,"a":null, "b":[{"x":"\u0041","y":1}]}"#.utf8)
        #expect(one != other)
        #expect(one.canonical() == other.canonical())
        #expect(text(one.canonical()) == #"{"":2,"Z":0,"a":null,"b":[{"x":"A","y":1}],"é":1}"#)
    }

    @Test(
        "the canonical bytes tell values apart that differ",
        arguments: [
            ("[1,2]", "[2,1]"), ("1", "1.0"), ("\"1\"", "1"), ("{\"a\":1}", "{\"a\":2}"), ("null", "{}"),
            ("\"\u{E9}\"", "\"e\u{301}\""),
        ])
    func canonicalDiffers(_ one: String, _ other: String) throws {
        #expect(try JSON.parse(one.utf8).canonical() != JSON.parse(other.utf8).canonical())
    }

    @Test("names are sorted by UTF-8 bytes, not by characters")
    func byteOrder() {
        let object: JSONObject = ["😀": .null, "\u{FF5E}": .null, "z": .null, "e\u{301}": .null, "B": .null]
        #expect(JSON.parseNames(JSON.object(object).canonical()) == ["B", "e\u{301}", "z", "\u{FF5E}", "😀"])
    }

    @Test(
        "a whole number in range reads as an integer, other numbers do not",
        arguments: [
            ("0", 0), ("-0", 0), ("10", 10), ("-9223372036854775808", .min), ("9223372036854775807", .max),
            ("9223372036854775808", nil), ("10.0", nil), ("1e1", nil), ("\"10\"", nil), ("null", nil),
        ] as [(String, Int64?)])
    func integers(_ text: String, _ value: Int64?) throws {
        #expect(try JSON.parse(text.utf8).int == value)
    }

    @Test("an accessor answers only for its own kind")
    func accessors() {
        let values: [JSON] = [.null, .bool(true), .number("1"), .string("s"), .array([.null]), .object(["a": .null])]
        #expect(values.map(\.isNull) == [true, false, false, false, false, false])
        #expect(values.map(\.bool) == [nil, true, nil, nil, nil, nil])
        #expect(values.map(\.int) == [nil, nil, 1, nil, nil, nil])
        #expect(values.map(\.string) == [nil, nil, nil, "s", nil, nil])
        #expect(values.map(\.array) == [nil, nil, nil, nil, [.null], nil])
        #expect(values.map(\.object) == [nil, nil, nil, nil, nil, ["a": .null]])
    }

    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}

extension JSON {
    fileprivate static func parseNames(_ bytes: [UInt8]) -> [String]? { try? parse(bytes).object?.names }
}
