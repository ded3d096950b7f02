import PaymentCore

/// What commands are called in figures and spans.
enum CommandName: String, CaseIterable {
    case create, amend, withdraw, authorize, decline, abandon, capture, void, refund, reverse, increment, reauthorize
    case lapse, settle, expire, dispatch, instruct, resolve
    case warnOfLapse = "warn_of_lapse"
    case releaseRemainder = "release_remainder"
    case captureAutomatically = "capture_automatically"
    case callBack = "call_back"

    init(_ command: Command) {
        switch command {
        case .create: self = .create
        case .amend: self = .amend
        case .withdraw: self = .withdraw
        case .authorize: self = .authorize
        case .decline: self = .decline
        case .abandon: self = .abandon
        case .capture: self = .capture
        case .void: self = .void
        case .refund: self = .refund
        case .reverse: self = .reverse
        case .increment: self = .increment
        case .reauthorize: self = .reauthorize
        case .lapse: self = .lapse
        case .warnOfLapse: self = .warnOfLapse
        case .settle: self = .settle
        case .expire: self = .expire
        case .releaseRemainder: self = .releaseRemainder
        case .captureAutomatically: self = .captureAutomatically
        case .callBack: self = .callBack
        case .dispatch: self = .dispatch
        case .instruct: self = .instruct
        case .resolve: self = .resolve
        }
    }

    /// Where it stands among all of them.
    var place: Int { Self.places[self] ?? 0 }

    private static let places = Dictionary(uniqueKeysWithValues: zip(allCases, 0...))
}
