import DialectKit
import Testing

@Suite("Hostile JSON", .timeLimit(.minutes(1)))
struct JSONHostileTests {
    static let document = Array(
        #"{"amount":{"currency":"NOK","value":-1.50e+2},"list":[true,false,null,"é😀\"\\\uD83D\uDE00"],"text":"a\nb","":[[],{}]}"#
            .utf8)

    @Test(
        "nesting is read to its limit and refused one deeper, with arrays and with objects",
        arguments: [("[", "]"), ("{\"a\":", "}")])
    func nesting(_ open: String, _ close: String) throws {
        func nested(_ depth: Int) -> [UInt8] {
            Array(
                (String(repeating: open, count: depth) + (open == "[" ? "" : "0")
                    + String(repeating: close, count: depth)).utf8)
        }
        #expect(try JSON.parse(nested(JSON.depthLimit)).encoded() == nested(JSON.depthLimit))
        let tooDeep = JSONError(.tooDeep, at: JSON.depthLimit * open.utf8.count)
        #expect(throws: tooDeep) { try JSON.parse(nested(JSON.depthLimit + 1)) }
        #expect(throws: tooDeep) { try JSON.parse(String(repeating: open, count: 100_000).utf8) }
    }

    @Test("depth counts what is open, not what was opened")
    func siblings() throws {
        let wide = "[" + Array(repeating: "[[]],{\"a\":{}}", count: 200).joined(separator: ",") + "]"
        #expect(try JSON.parse(wide.utf8).array?.count == 400)
    }

    @Test("every truncation of a document ends early, exactly where it was cut")
    func truncations() throws {
        _ = try JSON.parse(Self.document)
        for length in 0..<Self.document.count {
            #expect(throws: JSONError(.endsEarly, at: length)) { try JSON.parse(Self.document[..<length]) }
        }
    }

    @Test("random bytes never trap, and what is accepted survives a round trip", arguments: SeededBytes.seeds(3))
    func randomBytes(_ seed: UInt64) throws {
        var random = SeededBytes(seed: seed)
        let likely = Array(#"{}[]",:\u0019dDeE.-+tfn truefalsnl"#.utf8) + [0xC3, 0xA9, 0x00, 0xFF]
        var acceptedCount = 0
        for round in 0..<6_000 {
            let bytes =
                switch round % 3 {
                case 0: random.bytes(round % 50)
                case 1: random.bytes(round % 12, from: likely)
                default: random.damaged(Self.document)
                }
            guard let value = try? JSON.parse(bytes) else { continue }
            acceptedCount += 1
            #expect(try JSON.parse(value.encoded()) == value, "seed \(seed), round \(round)")
        }
        #expect(acceptedCount > 100, "seed \(seed): the damage must leave some documents readable")
    }

    @Test("an object of 100 000 names is read in linear time, and each name is found")
    func manyNames() throws {
        let text = "{" + (0..<100_000).map { "\"name\($0)\":\($0)" }.joined(separator: ",") + ",\"name0\":-1}"
        let start = ContinuousClock.now
        let object = try #require(try JSON.parse(text.utf8).object)
        #expect(object.count == 100_000)
        #expect(object["name0"]?.int == -1)
        #expect(object["name99999"]?.int == 99_999)
        #expect(object["name100000"] == nil)
        #expect(start.duration(to: .now) < .seconds(20))
    }

    @Test("names chosen so that Swift would hash them alike cost no more than others")
    func collidingNames() throws {
        let names = (0..<1 << 14).map { bits in (0..<14).map { bits >> $0 & 1 == 0 ? "\u{E9}" : "e\u{301}" }.joined() }
        let start = ContinuousClock.now
        let object = try #require(try JSON.parse("{\(names.map { "\"\($0)\":0" }.joined(separator: ","))}".utf8).object)
        #expect(object.count == names.count)
        #expect(start.duration(to: .now) < .seconds(20))
    }

    @Test("a string of 1 MiB is read and written in linear time", arguments: ["x", "\\", "\u{1}", "😀"])
    func longStrings(_ unit: String) throws {
        let text = String(repeating: unit, count: (1 << 20) / unit.utf8.count)
        let start = ContinuousClock.now
        #expect(try JSON.parse(JSON.string(text).encoded()) == .string(text))
        #expect(start.duration(to: .now) < .seconds(10))
    }
}
