import Foundation
package import PaymentCore

/// A mail with attachments, as it goes over the line. Source: RFC 5322, RFC 2045 and RFC 2183.
///
/// All but the headers is Base64: attachments arrive byte for byte, and no line can begin with a dot or be too long.
package struct MailMessage: Sendable {
    package struct Party: Sendable {
        package let name: String
        package let address: MailAddress

        package init(_ name: String, _ address: MailAddress) {
            self.name = name
            self.address = address
        }
    }

    package struct Attachment: Sendable {
        /// ASCII, without quotes.
        package let name: String
        package let mediaType: String
        package let bytes: [UInt8]
    }

    package var sender: Party
    package var replyTo: MailAddress?
    package var recipient: Party
    package var subject: String
    /// With its angle brackets.
    package var id: String
    package var text: String
    package var attachments: [Attachment]

    /// `date` is real time, whatever the merchant's clock says.
    package func render(at date: Instant) -> [UInt8] {
        let boundary = "holdfast-" + id.filter { $0.isASCII && ($0.isLetter || $0.isNumber) }.suffix(40)
        var head = [
            "Date: \(Self.spell(date))", "From: \(Self.spell(sender))", "To: \(Self.spell(recipient))",
            "Subject: \(EncodedWord.spell(subject))", "Message-ID: \(id)", "MIME-Version: 1.0",
            "Auto-Submitted: auto-generated", "Content-Type: multipart/mixed; boundary=\"\(boundary)\"",
        ]
        if let replyTo { head.insert("Reply-To: <\(replyTo.text)>", at: 3) }
        var body = head.joined(separator: "\r\n") + "\r\n\r\n"
        func add(_ headers: [String], _ bytes: [UInt8]) {
            let lines = Data(bytes).base64EncodedString(options: [
                .lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed,
            ])
            let all = headers + ["Content-Transfer-Encoding: base64"]
            body += "--\(boundary)\r\n\(all.joined(separator: "\r\n"))\r\n\r\n\(lines)\r\n"
        }
        add(["Content-Type: text/plain; charset=utf-8"], Array(text.utf8))
        for file in attachments {
            add(
                [
                    "Content-Type: \(file.mediaType); name=\"\(file.name)\"",
                    "Content-Disposition: attachment; filename=\"\(file.name)\"",
                ], file.bytes)
        }
        return Array((body + "--\(boundary)--\r\n").utf8)
    }

    private static func spell(_ party: Party) -> String { "\(EncodedWord.spell(party.name)) <\(party.address.text)>" }

    /// `Fri, 27 Nov 2026 09:00:00 +0000`.
    private static func spell(_ instant: Instant) -> String {
        let seconds = instant.milliseconds / 1_000
        let day = CalendarDay(daysSince1970: seconds / 86_400)
        let parts = day.iso.split(separator: "-")
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        // 1970-01-01 was a Thursday.
        let weekday = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"][Int(day.daysSince1970 % 7)]
        let time = [seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
        return
            "\(weekday), \(parts[2]) \(months[(Int(parts[1]) ?? 1) - 1]) \(parts[0]) \(time.joined(separator: ":")) +0000"
    }
}
