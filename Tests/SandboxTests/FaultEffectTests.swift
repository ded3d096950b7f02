import PaymentCore
import Sandbox
import Testing

@Suite("Fault effects")
struct FaultEffectTests {
    @Test(
        "every effect is read and written alike",
        arguments: [
            ("loseAnswer", .request(.loseAnswer)), ("dropBefore", .request(.dropBefore)),
            ("status:503", .request(.status(503))), ("statusAfterCommit:500", .request(.statusAfterCommit(500))),
            ("delay:PT2S", .request(.delay(.seconds(2)))),
            ("slowBody:PT0.5S", .request(.slowBody(Interval(milliseconds: 500)))),
            ("duplicate", .webhook(.duplicate)), ("reorder", .webhook(.reorder)),
            ("badSignature", .webhook(.badSignature)), ("drop", .webhook(.drop)),
        ] as [(String, FaultEffect)])
    func known(_ text: String, _ effect: FaultEffect) {
        #expect(FaultEffect(spelled: text) == effect)
        #expect(effect.spelled == text)
    }

    @Test("a slow body and a webhook's delay have a length of their own")
    func lengths() {
        #expect(FaultEffect(spelled: "slowBody") == .request(.slowBody(.seconds(5))))
        #expect(FaultEffect(spelled: "delay") == .webhook(.delay(.seconds(10))))
        #expect(FaultEffect(spelled: "delay:PT3S", on: .webhook) == .webhook(.delay(.seconds(3))))
        #expect(FaultEffect(spelled: "delay:PT1M") == .request(.delay(.minutes(1))))
    }

    @Test(
        "nothing else is an effect",
        arguments: [
            "", "loseanswer", "loseAnswer:1", "status", "status:", "status:200", "status:600", "status:5e2",
            "status:+503",
            "status:0503", "statusAfterCommit", "delay:", "delay:PT0S", "delay:PT60.001S", "delay:P7D", "delay:2",
            "slowBody:0",
            "drop:1", "duplicate:2", ":", "status:503:1",
        ])
    func unknown(_ text: String) {
        #expect(FaultEffect(spelled: text) == nil)
    }

    @Test(
        "an effect strikes what it can strike",
        arguments: [("drop", .request), ("loseAnswer", .webhook), ("delay", .request)] as [(String, FaultEffect.Target)]
    )
    func target(_ text: String, _ target: FaultEffect.Target) {
        #expect(FaultEffect(spelled: text, on: target) == nil)
    }
}
