import Engine
import PaymentCore
import TestWorld
import Testing

@Suite("The agenda", .timeLimit(.minutes(5)))
struct AgendaTests {
    private let time = ManualTime()

    private func agenda() throws -> Agenda { Agenda(try Clocks(MemoryStore(), time: time)) }

    @Test("what is due comes when the clock says so, and once")
    func due() throws {
        let agenda = try agenda()
        agenda.add(Shop.opening + .hours(1), of: Shop.merchant, at: time.now())
        #expect(agenda.takeDue(at: time.now()) == [])
        time.advance(by: .hours(1))
        #expect(agenda.takeDue(at: time.now()) == [Shop.merchant])
        #expect(agenda.takeDue(at: time.now()) == [])
    }

    @Test("a look that is owed comes also when the machine's clock is set back before it")
    func owed() throws {
        let agenda = try agenda()
        agenda.addAtOnce(Shop.merchant)
        agenda.add(Shop.opening + .hours(1), of: Shop.merchant, at: time.now())
        time.set(to: Shop.opening - .hours(1))
        #expect(agenda.takeDue(at: time.now()) == [Shop.merchant])
        #expect(agenda.takeDue(at: time.now()) == [])
    }
}
