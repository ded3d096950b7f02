import DialectKit
import Testing

@Suite("Form bodies", .timeLimit(.minutes(1)))
struct FormBodyTests {
    @Test("a body that curl -d sends as typed is read")
    func asTyped() throws {
        let body =
            ##"amount[currency]=EUR&amount[value]=10.00&description=Order #12345&metadata={"order_id": "12345"}&name=Åse"##
        #expect(
            try FormBody.parse(Array(body.utf8)) == [
                "amount": .object(["currency": .string("EUR"), "value": .string("10.00")]),
                "description": .string("Order #12345"),
                "metadata": .string(#"{"order_id": "12345"}"#),
                "name": .string("Åse"),
            ])
    }

    @Test(
        "bodies are read as PHP reads them",
        arguments: [
            ("", "{}"), ("&&", "{}"), ("a", #"{"a":""}"#), ("a=", #"{"a":""}"#), ("=1&a=2", #"{"a":"2"}"#),
            ("a=b=c", #"{"a":"b=c"}"#),
            ("a+b=c+d", #"{"a b":"c d"}"#), ("a%20b=%2B%26%3d", #"{"a b":"+&="}"#),
            ("a=%C3%A6%e2%82%ac", #"{"a":"æ€"}"#),
            ("a=100%&b=%zz%4&c=%%41", #"{"a":"100%","b":"%zz%4","c":"%A"}"#), ("a=%00", #"{"a":"\u0000"}"#),
            ("amount%5Bvalue%5D=1&amount%5Bcurrency%5D=EUR", #"{"amount":{"value":"1","currency":"EUR"}}"#),
            ("method[]=a&method[]=b", #"{"method":["a","b"]}"#), ("m[]=a", #"{"m":["a"]}"#),
            ("m[][]=a&m[][]=b", #"{"m":[["a"],["b"]]}"#),
            ("l[0][d]=x&l[0][q]=1&l[1][d]=y", #"{"l":[{"d":"x","q":"1"},{"d":"y"}]}"#),
            ("l[1]=b&l[0]=a", #"{"l":["a","b"]}"#),
            ("l[1]=b&l[2]=c", #"{"l":{"1":"b","2":"c"}}"#), ("l[0]=a&l[x]=b", #"{"l":{"0":"a","x":"b"}}"#),
            ("l[00]=a", #"{"l":{"00":"a"}}"#),
            ("l[5]=a&l[]=b", #"{"l":{"5":"a","6":"b"}}"#), ("0=a&1=b", #"{"0":"a","1":"b"}"#),
            ("l[-1]=a", #"{"l":{"-1":"a"}}"#),
            ("l[9223372036854775807]=a&l[]=b", #"{"l":{"9223372036854775807":"a","0":"b"}}"#),
            ("a=1&a=2", #"{"a":"2"}"#), ("a=1&b=0&a[b]=2", #"{"a":{"b":"2"},"b":"0"}"#), ("a[b]=2&a=1", #"{"a":"1"}"#),
            ("a[]=1&a=2&a[]=3", #"{"a":["3"]}"#), ("a[b][c]=1&a[b]=2&a[d]=3", #"{"a":{"b":"2","d":"3"}}"#),
            ("a[b=1", #"{"a[b":"1"}"#), ("[a]=1", #"{"[a]":"1"}"#), ("a]=1", #"{"a]":"1"}"#),
            ("a[b]c[d]=1", #"{"a":{"b":"1"}}"#),
            ("a[b]c=1", #"{"a":{"b":"1"}}"#), ("a[b[c]]=1", #"{"a":{"b[c":"1"}}"#),
            ("a[ x ]=1", #"{"a":{" x ":"1"}}"#), ("a.b=1", #"{"a.b":"1"}"#),
        ])
    func asPHP(_ body: String, _ json: String) throws {
        #expect(try JSON.object(FormBody.parse(Array(body.utf8))) == JSON.parse(json.utf8))
    }

    @Test(
        "text that is not UTF-8 once decoded is refused, where its pair starts",
        arguments: ["ok=1&a=%ff", "ok=1&%C3=1", "ok=1&a=%ED%A0%80"])
    func notUTF8(_ body: String) {
        #expect(throws: FormError.notUTF8(at: 5)) { try FormBody.parse(Array(body.utf8)) }
    }

    @Test("brackets nest to their limit, and one more is refused")
    func depth() throws {
        let name = "a" + String(repeating: "[b]", count: FormBody.depthLimit)
        var value = try #require(try FormBody.parse(Array("\(name)=1".utf8))["a"])
        for _ in 0..<FormBody.depthLimit { value = try #require(value.object?["b"]) }
        #expect(value.string == "1")
        #expect(throws: FormError.tooDeep) { try FormBody.parse(Array("\(name)[b]=1".utf8)) }
        #expect(throws: FormError.tooDeep) {
            try FormBody.parse(Array(("a" + String(repeating: "[]", count: 100_000)).utf8))
        }
    }

    @Test(
        "pairs are read to their limit, and one more is refused",
        arguments: [
            ("a[]", false, ""), ("a[b][]", false, ""), ("a[", true, "]"), ("", true, ""),
        ] as [(before: String, isNumbered: Bool, after: String)])
    func pairLimit(_ shape: (before: String, isNumbered: Bool, after: String)) throws {
        func body(_ count: Int) -> [UInt8] {
            Array(
                (0..<count).map { "\(shape.before)\(shape.isNumbered ? "k\($0)" : "")\(shape.after)=1" }.joined(
                    separator: "&"
                ).utf8)
        }
        #expect(leaves(.object(try FormBody.parse(body(FormBody.pairLimit)))) == FormBody.pairLimit)
        #expect(throws: FormError.tooManyPairs) { try FormBody.parse(body(FormBody.pairLimit + 1)) }
    }

    @Test(
        "a megabyte of brackets, escapes or separators is read in linear time",
        arguments: ["[", "a[b]", "%41", "%", "&", "+"])
    func megabytes(_ unit: String) {
        let body = Array(("a" + String(repeating: unit, count: (1 << 20) / unit.utf8.count)).utf8)
        let start = ContinuousClock.now
        #expect((try? FormBody.parse(body))?.count == 1)
        #expect(start.duration(to: .now) < .seconds(20))
    }

    @Test("lists that turn out to be objects at every depth keep every value")
    func brokenLists() throws {
        let pairs = (0..<FormBody.pairLimit / 16).flatMap { number in
            (1...15).map { "a[\(number)]\(String(repeating: "[0]", count: $0 - 1))[x]=1" } + ["b=1"]
        }
        #expect(
            leaves(.object(try FormBody.parse(Array(pairs.joined(separator: "&").utf8)))) == pairs.count / 16 * 15 + 1)
    }

    @Test("random bytes never trap, and what is accepted can be written as JSON", arguments: SeededBytes.seeds(3))
    func randomBytes(_ seed: UInt64) throws {
        var random = SeededBytes(seed: seed)
        for round in 0..<3_000 {
            let bytes = random.bytes(round % 60, from: Array("ab019[][]==&&%%+C3A6 é".utf8))
            guard let form = try? FormBody.parse(bytes) else { continue }
            #expect(try JSON.parse(JSON.object(form).encoded()) == .object(form), "seed \(seed), round \(round)")
        }
    }

    @Test(
        "a query is read as a form, with or without its question mark",
        arguments: ["from=tr_1&limit=5&a%5B%5D=x", "?from=tr_1&limit=5&a[]=x"])
    func query(_ text: String) throws {
        #expect(
            try QueryString.parse(text) == [
                "from": .string("tr_1"), "limit": .string("5"), "a": .array([.string("x")]),
            ])
        #expect(try QueryString.parse("?").isEmpty)
    }

    private func leaves(_ value: JSON) -> Int {
        switch value {
        case .array(let elements): elements.reduce(0) { $0 + leaves($1) }
        case .object(let object): object.members.reduce(0) { $0 + leaves($1.value) }
        case .null, .bool, .number, .string: 1
        }
    }
}
