import Invoicing
import PaymentCore
import Testing

@Suite("Days on invoices")
struct CalendarDayTests {
    @Test(
        "an instant falls on the day that it is where the seller is",
        arguments: [
            // 2026-01-05T22:59:59Z and a second later: winter, an hour ahead.
            (1_767_653_999_000, false, "2026-01-05"), (1_767_654_000_000, false, "2026-01-06"),
            // 2026-07-05T21:59:59Z and a second later: summer, two hours ahead.
            (1_783_288_799_000, false, "2026-07-05"), (1_783_288_800_000, false, "2026-07-06"),
            // 2026-07-05T20:59:59Z and a second later, where the sun rises earlier.
            (1_783_285_199_000, true, "2026-07-05"), (1_783_285_200_000, true, "2026-07-06"),
        ] as [(Int64, Bool, String)])
    func local(_ milliseconds: Int64, _ isEastern: Bool, _ day: String) {
        #expect(CalendarDay(of: Instant(milliseconds: milliseconds), isEastern: isEastern).iso == day)
    }

    @Test("summer time begins and ends at one in the morning, UTC")
    func summer() {
        // Sunday 2026-10-25, 00:59:59Z is still summer time: 02:59:59 there; the day is the same either way.
        let end = CalendarDay(year: 2026, month: 10, day: 25)
        #expect(end.daysSince1970 % 7 == 3)
        #expect(
            CalendarDay(of: Instant(milliseconds: end.daysSince1970 * 86_400_000 + 79_200_000), isEastern: false).iso
                == "2026-10-25")
        #expect(
            CalendarDay(of: Instant(milliseconds: end.daysSince1970 * 86_400_000 + 82_800_000), isEastern: false).iso
                == "2026-10-26")
    }

    @Test("days are added over months, years and leap days")
    func added() {
        #expect((CalendarDay(year: 2026, month: 12, day: 20) + 14).iso == "2027-01-03")
        #expect((CalendarDay(year: 2028, month: 2, day: 20) + 14).iso == "2028-03-05")
        #expect(CalendarDay(year: 1970, month: 1, day: 1).daysSince1970 == 0)
    }
}
