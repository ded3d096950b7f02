import DialectKit
import Testing

@Suite("A name that stands twice in an object")
struct JSONRepeatedNameTests {
    @Test(
        "is told, and the last value stands",
        arguments: [
            (#"{"a":1,"b":2}"#, false), (#"{"a":1,"a":2}"#, true), (#"{"a":1,"A":2}"#, false), ("{}", false),
            (#"{"a":{"b":1,"b":2}}"#, false),
        ])
    func told(_ text: String, _ isTold: Bool) throws {
        let object = try #require(try JSON.parse(text.utf8).object)
        #expect(object.repeatsNames == isTold)
        #expect(try JSON.parse(#"{"a":1,"a":2}"#.utf8) == JSON.parse(#"{"a":2}"#.utf8))
    }
}

@Suite("Reading JSON", .timeLimit(.minutes(1)))
struct JSONParseTests {
    @Test(
        "every kind of value is read",
        arguments: [
            ("null", JSON.null), (" true ", .bool(true)), ("\tfalse\r\n", .bool(false)), ("\"\"", .string("")),
            ("[]", .array([])), ("[ ]", .array([])), ("{}", .object([:])), ("{ }", .object([:])),
            ("[1, [null], {\"a\": []}]", .array([.number("1"), .array([.null]), .object(["a": .array([])])])),
            ("{\"b\":1,\"a\":\"x\"}", .object(["b": .number("1"), "a": .string("x")])),
            ("{\"\":{\"\":0}}", .object(["": .object(["": .number("0")])])),
        ])
    func values(_ text: String, _ value: JSON) throws {
        #expect(try JSON.parse(text.utf8) == value)
    }

    @Test(
        "a number keeps its text",
        arguments: [
            "0", "-0", "1.10", "12345678901234567890", "-0.0", "6e23", "1E+2", "1e-2", "0e0", "9007199254740993",
            String(repeating: "7", count: 100),
        ])
    func numbers(_ text: String) throws {
        #expect(try JSON.parse(text.utf8) == .number(text))
        #expect(try JSON.parse("[\(text)]".utf8).encoded() == Array("[\(text)]".utf8))
    }

    @Test(
        "escapes in strings are read",
        arguments: [
            (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"), (#""a\u0041\u00e6\u20AC""#, "aAæ€"),
            (#""\uD83D\uDE00!""#, "😀!"),
            (#""\u0000""#, "\0"), (#""https:\/\/x.no\/""#, "https://x.no/"),
            ("\"\u{7F}é\u{2028}😀\"", "\u{7F}é\u{2028}😀"),
            (#""é\n😀""#, "é\n😀"), (#""\ud7ff\ue000\uffff""#, "\u{D7FF}\u{E000}\u{FFFF}"),
        ])
    func escapes(_ json: String, _ text: String) throws {
        #expect(try JSON.parse(json.utf8) == .string(text))
    }

    @Test(
        "what is not JSON is refused, with its reason and place",
        arguments: [
            ("", .endsEarly, 0), ("   ", .endsEarly, 3), ("nul", .endsEarly, 3), ("nulL", .unexpectedByte, 3),
            ("True", .unexpectedByte, 0),
            ("[1,]", .unexpectedByte, 3), ("[,1]", .unexpectedByte, 1), ("[1 2]", .unexpectedByte, 3),
            ("[1}", .unexpectedByte, 2),
            ("{\"a\":1,}", .unexpectedByte, 7), ("{a:1}", .unexpectedByte, 1), ("{\"a\" 1}", .unexpectedByte, 5),
            ("{1:1}", .unexpectedByte, 1),
            ("'a'", .unexpectedByte, 0), ("/**/1", .unexpectedByte, 0), ("\u{A0}1", .unexpectedByte, 0),
            ("NaN", .unexpectedByte, 0),
            ("1 1", .trailingBytes, 2), ("{}x", .trailingBytes, 2), ("nullx", .trailingBytes, 4),
            ("1.5.5", .trailingBytes, 3),
            ("01", .badNumber, 1), ("-01", .badNumber, 2), ("1.x", .badNumber, 2), ("1e+ ", .badNumber, 3),
            ("-x", .badNumber, 1),
            (".5", .unexpectedByte, 0), ("+1", .unexpectedByte, 0), ("-", .endsEarly, 1), ("1.", .endsEarly, 2),
            ("0x10", .trailingBytes, 1),
            ("\"\\x\"", .badEscape, 2), ("\"\\u12G4\"", .badEscape, 5), ("\"\\u+123\"", .badEscape, 3),
            ("\"\\U0041\"", .badEscape, 2),
            ("\"\\uD800\"", .loneSurrogate, 1), ("\"\\uDC00", .loneSurrogate, 1),
            ("\"\\uDC00\\uDC00\"", .loneSurrogate, 1), ("\"\\uDC00\"", .loneSurrogate, 1),
            ("\"a\\uD800x\"", .loneSurrogate, 2),
            ("\"\\uD800\\n\"", .loneSurrogate, 1), ("\"\\uD800\\u0041\"", .loneSurrogate, 1),
            ("\"\\uD800\\uD800\"", .loneSurrogate, 1),
            ("\"a\nb\"", .controlCharacter, 2), ("\"\0\"", .controlCharacter, 1),
            ("\"\\n\u{1F}\"", .controlCharacter, 3),
            ("\u{FEFF}{}", .byteOrderMark, 0),
        ] as [(String, JSONError.Reason, Int)])
    func refusals(_ text: String, _ reason: JSONError.Reason, _ offset: Int) {
        #expect(throws: JSONError(reason, at: offset)) { try JSON.parse(text.utf8) }
    }

    @Test(
        "ill-formed UTF-8 in a string is refused",
        arguments: [
            [0x80], [0xC3], [0xC3, 0x28], [0xC0, 0xAF], [0xE0, 0x80, 0xAF], [0xED, 0xA0, 0x80],
            [0xF4, 0x90, 0x80, 0x80], [0xFF],
            [0x5C, 0x6E, 0xC3], [0xE2, 0x82, 0x5C, 0x6E],
        ] as [[UInt8]])
    func notUTF8(_ bytes: [UInt8]) {
        #expect(throws: JSONError(.notUTF8, at: 1)) { try JSON.parse([0x5B, 0x22] + bytes + [0x22, 0x5D]) }
    }

    @Test("a name that comes twice keeps the first place and the last value")
    func duplicates() throws {
        #expect(try JSON.parse(#"{"a":1,"b":2,"a":3}"#.utf8) == .object(["a": .number("3"), "b": .number("2")]))
    }

    @Test("every name of an object is found, and found again when it repeats, however many there are")
    func lookups() {
        var object = JSONObject()
        for count in 1...40 {
            object.set("n\(count)", to: .null)
            for number in 1...count { object.set("n\(number)", to: .number("\(number)")) }
            #expect(object.names == (1...count).map { "n\($0)" })
            #expect(object["n1"]?.int == 1)
            #expect(object["n\(count)"]?.int == Int64(count))
            #expect(object["n0"] == nil)
        }
    }

    @Test("names and strings are compared by bytes, so composed and decomposed letters stay apart")
    func exactStrings() throws {
        let object = try #require(try JSON.parse("{\"\u{E9}\":1,\"e\u{301}\":2}".utf8).object)
        #expect(object.count == 2)
        #expect(object["\u{E9}"]?.int == 1)
        #expect(JSON.string("\u{E9}") != .string("e\u{301}"))
    }
}
