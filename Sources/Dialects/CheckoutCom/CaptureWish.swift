import DialectKit
import PaymentCore

/// When a payment is to be captured. Source: wire/checkout.md §4.1.
struct CaptureWish {
    private let isEstimated: Bool
    private let capture: Bool
    private let captureOn: Instant?

    init(_ body: Members) throws(Problem) {
        switch try body.text("authorization_type", else: "parameter_invalid") {
        case nil, "Final": isEstimated = false
        case "Estimated": isEstimated = true
        default: throw .invalid("parameter_invalid")
        }
        // `"false"`, a text, is the seed's own spelling.
        let capture = try body.bool("capture", else: "parameter_invalid") ?? true
        guard let text = try body.text("capture_on", else: "capture_on_invalid") else {
            (self.capture, captureOn) = (capture && !isEstimated, nil)
            return
        }
        guard let instant = InstantSpelling.read(text) else { throw .invalid("capture_on_invalid") }
        // It says that the capture comes by itself, whatever `capture` says. Source: wire/checkout.md §4.1.
        (self.capture, captureOn) = (true, Instant(milliseconds: instant))
    }

    func write(to details: inout PaymentDetails) {
        (details.isEstimated, details.capture, details.captureOn) = (isEstimated, capture, captureOn)
    }
}
