import CCurl
import Dispatch
import PaymentCore
import Synchronization

/// Hands mail over with libcurl, which blocks: on threads of its own, beside those on which everything else runs.
struct SMTPSender: Sendable {
    let server: SMTPServer
    private let threads = DispatchQueue(label: "holdfast.invoice-mail", attributes: .concurrent)

    /// Unit: seconds. Of the connection, and of all.
    private static let connectSeconds = 10
    private static let allSeconds = 60

    private static let library: Bool = curl_global_init(Int(CURL_GLOBAL_ALL)) == CURLE_OK

    init(_ server: SMTPServer) { self.server = server }

    func send(_ message: MailMessage, at date: Instant) async -> InvoiceDelivery {
        let transfer = Transfer(message.render(at: date))
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                threads.async { continuation.resume(returning: hand(over: transfer, to: message.recipient.address)) }
            }
        } onCancel: {
            transfer.breakOff()
        }
    }

    /// The bytes on their way; the library reads them, and asks whether to go on, through a pointer.
    private final class Transfer: Sendable {
        private let bytes: [UInt8]
        private let place = Mutex(0)
        private let isBrokenOff = Mutex(false)

        init(_ bytes: [UInt8]) { self.bytes = bytes }

        func breakOff() { isBrokenOff.withLock { $0 = true } }
        var goesOn: Bool { !isBrokenOff.withLock { $0 } }

        func read(into buffer: UnsafeMutablePointer<CChar>, atMost limit: Int) -> Int {
            place.withLock { place in
                let count = min(limit, bytes.count - place)
                bytes[place..<(place + count)].withUnsafeBytes { source in
                    UnsafeMutableRawBufferPointer(start: buffer, count: count).copyMemory(from: source)
                }
                place += count
                return count
            }
        }
    }

    private func hand(over transfer: Transfer, to recipient: MailAddress) -> InvoiceDelivery {
        guard Self.library, let curl = curl_easy_init() else { return .failed("libcurl does not start") }
        defer { curl_easy_cleanup(curl) }
        let recipients = curl_slist_append(nil, "<\(recipient.text)>")
        defer { curl_slist_free_all(recipients) }
        setWhere(curl)
        holdfast_curl_set_text(curl, CURLOPT_MAIL_FROM, "<\(server.sender.text)>")
        holdfast_curl_set_pointer(curl, CURLOPT_MAIL_RCPT, recipients)
        let place = Unmanaged.passUnretained(transfer).toOpaque()
        holdfast_curl_set_number(curl, CURLOPT_UPLOAD, 1)
        holdfast_curl_set_pointer(curl, CURLOPT_READDATA, place)
        holdfast_curl_set_reader(curl) { buffer, size, count, place in
            guard let buffer, let place else { return 0 }
            return Unmanaged<Transfer>.fromOpaque(place).takeUnretainedValue().read(into: buffer, atMost: size * count)
        }
        holdfast_curl_set_number(curl, CURLOPT_NOPROGRESS, 0)
        holdfast_curl_set_pointer(curl, CURLOPT_XFERINFODATA, place)
        holdfast_curl_set_progress(curl) { place, _, _, _, _ in
            guard let place else { return 1 }
            return Unmanaged<Transfer>.fromOpaque(place).takeUnretainedValue().goesOn ? 0 : 1
        }
        var said = [CChar](repeating: 0, count: Int(CURL_ERROR_SIZE))
        return said.withUnsafeMutableBufferPointer { buffer in
            holdfast_curl_set_pointer(curl, CURLOPT_ERRORBUFFER, buffer.baseAddress)
            let code = withExtendedLifetime(transfer) { curl_easy_perform(curl) }
            guard code != CURLE_OK else { return .arrived("handed over to the mail server") }
            var words = buffer.baseAddress.map { String(cString: $0) } ?? ""
            if words.isEmpty { words = String(cString: curl_easy_strerror(code)) }
            // The server knows no such mailbox: another try would come to the same.
            return words.hasPrefix("RCPT failed: 55") ? .refused(words) : .failed(words)
        }
    }

    private func setWhere(_ curl: UnsafeMutableRawPointer) {
        holdfast_curl_set_text(curl, CURLOPT_URL, server.address)
        holdfast_curl_set_text(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps")
        // Whatever the environment says of proxies for the web.
        holdfast_curl_set_text(curl, CURLOPT_PROXY, "")
        holdfast_curl_set_number(curl, CURLOPT_NOSIGNAL, 1)
        holdfast_curl_set_number(curl, CURLOPT_CONNECTTIMEOUT, Self.connectSeconds)
        holdfast_curl_set_number(curl, CURLOPT_TIMEOUT, Self.allSeconds)
        let level =
            switch server.security {
            case .required: CURLUSESSL_ALL
            case .opportunistic: CURLUSESSL_TRY
            case .none: CURLUSESSL_NONE
            }
        holdfast_curl_set_number(curl, CURLOPT_USE_SSL, Int(level.rawValue))
        if let file = server.certificates { holdfast_curl_set_text(curl, CURLOPT_CAINFO, file) }
        if let user = server.user { holdfast_curl_set_text(curl, CURLOPT_USERNAME, user) }
        if let password = server.password { holdfast_curl_set_text(curl, CURLOPT_PASSWORD, password) }
    }
}
