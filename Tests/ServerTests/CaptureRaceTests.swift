import Testing

/// The races of a capture, over real sockets. Other systems lose money here: see the hall of races in the docs.
@Suite("Capture races", .timeLimit(.minutes(2)))
struct CaptureRaceTests {
    @Test("a capture beyond what is left is refused, and no operation is written")
    func beyondWhatIsLeft() async throws {
        let server = try ServerProcess()
        let shop = Shop(address: server.address)
        let payment = try await shop.authorize("100.00")
        #expect(try await shop.capture(payment, "60.00").status == 201)
        let refused = try await shop.capture(payment, "40.01")
        #expect(refused.status == 422)
        #expect(refused.member("detail") == "The amount is higher than the maximum")
        #expect(refused.member("field") == "amount")
        #expect(try await shop.captures(payment).count == 1)
        #expect(try await shop.capture(payment, "40.00").status == 201)
        #expect(try await shop.capturedWhenSettled(payment) == 100_00)
        #expect(server.stop() == 0)
        #expect(try server.audit().status == 0)
    }

    @Test("of concurrent captures, each allowed alone, as many succeed as fit and no more")
    func asManyAsFit() async throws {
        let server = try ServerProcess()
        let shop = Shop(address: server.address)
        let payment = try await shop.authorize("100.00")
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<40 { group.addTask { try await shop.capture(payment, "15.00").status } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(statuses.count { $0 == 201 } == 6)
        #expect(statuses.count { $0 == 422 } == 34)
        #expect(try await shop.capturedWhenSettled(payment) == 90_00)
        #expect(server.stop() == 0)
        #expect(try server.audit().status == 0)
    }

    @Test("one key in fifty concurrent requests makes one capture, and every answer is that one")
    func oneKeyFiftyTimes() async throws {
        let server = try ServerProcess()
        let shop = Shop(address: server.address)
        let payment = try await shop.authorize("100.00")
        let replies = try await withThrowingTaskGroup(of: Shop.Reply.self) { group in
            for _ in 0..<50 { group.addTask { try await shop.capture(payment, "15.00", key: "same") } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(replies.allSatisfy { $0.status == 201 || $0.status == 409 })
        #expect(Set(replies.filter { $0.status == 201 }.map(\.text)).count == 1)
        #expect(replies.count { $0.status == 201 && !$0.isReplay } == 1)
        #expect(try await shop.captures(payment).count == 1)
        #expect(try await shop.capturedWhenSettled(payment) == 15_00)
    }

    @Test("the same key with another body or another endpoint is Mollie's error, and captures nothing")
    func keyForSomethingElse() async throws {
        let server = try ServerProcess()
        let shop = Shop(address: server.address)
        let payment = try await shop.authorize("100.00")
        let other = try await shop.authorize("100.00")
        #expect(try await shop.capture(payment, "15.00", key: "k").status == 201)
        for reply in [
            try await shop.capture(payment, "15.01", key: "k"),
            try await shop.capture(other, "15.00", key: "k"),
            try await shop.send(
                "POST", "/v2/payments/\(payment)/release-authorization", headers: ["Idempotency-Key": "k"]),
        ] {
            #expect(reply.status == 400)
            #expect(reply.member("detail") == "This Idempotency-Key has already been used.")
        }
        #expect(try await shop.captures(payment).count == 1)
        #expect(try await shop.captures(other).isEmpty)
    }

    @Test("a refused capture is refused again under its key, also when it would fit by then")
    func refusalIsKept() async throws {
        let server = try ServerProcess()
        let shop = Shop(address: server.address)
        let payment = try await shop.authorize("100.00")
        let first = try await shop.capture(payment, "100.01", key: "k")
        let again = try await shop.capture(payment, "100.01", key: "k")
        #expect(first.status == 422 && !first.isReplay)
        #expect(again.status == 422 && again.isReplay)
        #expect(first.bytes == again.bytes)
    }

    @Test("capture and release at once: the books hold, whoever comes first")
    func captureAgainstRelease() async throws {
        let server = try ServerProcess()
        let shop = Shop(address: server.address)
        for _ in 0..<10 {
            let payment = try await shop.authorize("50.00")
            async let captured = shop.capture(payment, "50.00")
            async let released = shop.send("POST", "/v2/payments/\(payment)/release-authorization")
            let (capture, release) = try await (captured, released)
            #expect((capture.status == 201) != (release.status == 202))
            #expect(try await shop.capturedWhenSettled(payment) == (capture.status == 201 ? 50_00 : 0))
        }
        #expect(server.stop() == 0)
        #expect(try server.audit().status == 0)
    }
}
