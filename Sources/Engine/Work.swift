package import PaymentCore

/// One item of the inbox.
package enum Work: Sendable {
    /// With the digests of what it claims, computed before it queued.
    case submission(Submission, key: ClaimDigest?, reference: ClaimDigest?)
    /// A deadline that came due.
    case deadline(Deadline)
    case documents([DocumentWrite])
    /// What came of sending a webhook.
    case attempt(DeliveryAttempt)
}

/// What the writer tells whoever waits.
package enum WorkReply: Sendable {
    case reply(Reply)
    /// Decided in an earlier batch: read it there, off the writer's thread.
    case decidedBefore(DecisionPlace)
    /// Written, where there was nothing to decide.
    case written
}
