import DialectKit
import Testing

@Suite("Dates in HTTP headers")
struct InstantSpellingHTTPTests {
    @Test(
        "are spelled as RFC 9110 says",
        arguments: [
            (784_111_777_000, "Sun, 06 Nov 1994 08:49:37 GMT"), (1_680_165_512_999, "Thu, 30 Mar 2023 08:38:32 GMT"),
            (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (-1, "Thu, 01 Jan 1970 00:00:00 GMT"),
            (1_709_164_800_000, "Thu, 29 Feb 2024 00:00:00 GMT"), (Int64.max, "Fri, 31 Dec 9999 23:59:59 GMT"),
        ] as [(Int64, String)])
    func vectors(_ milliseconds: Int64, _ spelled: String) {
        #expect(InstantSpelling.http(milliseconds) == spelled)
    }
}
