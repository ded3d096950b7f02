import Crypto
import PaymentCore
import Testing

@testable import Console

@Suite("Sign-in")
struct SignInTests {
    @Test("after so many failures an address waits a minute, and nobody else does")
    func limit() {
        let limit = SignInLimit()
        let start = ContinuousClock.now
        for _ in 0..<SignInLimit.failures {
            #expect(limit.wait("192.0.2.1", at: start) == nil)
            limit.noteFailure("192.0.2.1", at: start)
        }
        #expect(limit.wait("192.0.2.1", at: start + .seconds(20)) == 41)
        #expect(limit.wait("192.0.2.2", at: start) == nil)
        #expect(limit.wait("192.0.2.1", at: start + .seconds(60)) == nil)
        limit.noteFailure("192.0.2.1", at: start + .seconds(60))
        #expect(limit.wait("192.0.2.1", at: start + .seconds(60)) == nil)
    }

    @Test("a form's token is good for its session and key alone")
    func tokens() {
        let key = SymmetricKey(data: [UInt8](repeating: 1, count: 32))
        let token = FormToken.sign("form a", by: key)
        #expect(FormToken.isSigned(token, "form a", by: key))
        #expect(!FormToken.isSigned(token, "form b", by: key))
        #expect(!FormToken.isSigned(String(token.dropLast()), "form a", by: key))
        #expect(!FormToken.isSigned(token, "form a", by: SymmetricKey(data: [UInt8](repeating: 2, count: 32))))
        #expect(FormToken.random() != FormToken.random())
    }

    @Test("a session comes back as it was kept")
    func session() throws {
        let session = Session(
            isAdministrator: true, merchant: MerchantID(high: 1, low: 2), merchantName: "A shop",
            expiresAt: Instant(milliseconds: 5))
        #expect(try Session(canonicalBytes: session.canonicalBytes) == session)
    }
}
