/// Where events of the current platform come from. Only the gateway's happen here; those of the others can be named in a
/// workflow's conditions all the same, and nothing ever meets them.
/// Source: the vendor's OpenAPI; wire/checkout.md §13.3. Of the sources that neither names, an integrator's catalogue of 2022,
/// as many as the vendor's SDK tests look for.
struct EventSource {
    let id: String
    let words: String
    let description: String
    let types: [String]

    static let gateway = EventSource(
        id: "gateway", words: "Gateway", description: "Events of payments",
        types: NoticeType.known(on: .nas).map(\.rawValue) + [
            "payment_authentication_failed", "payment_capture_pending", "payment_expired", "payment_paid",
            "payment_refund_pending", "payment_retry_scheduled", "payment_returned",
        ])

    static let all = [
        gateway,
        EventSource(
            id: "dispute", words: "Dispute", description: "Events of disputes",
            types: [
                "dispute_accepted", "dispute_arbitration_lost", "dispute_arbitration_sent_to_scheme",
                "dispute_arbitration_won", "dispute_canceled", "dispute_evidence_acknowledged_by_scheme",
                "dispute_evidence_required", "dispute_evidence_submitted", "dispute_expired", "dispute_lost",
                "dispute_received", "dispute_resolved", "dispute_won", "request_for_information_received",
            ]),
        EventSource(
            id: "accounts", words: "Accounts", description: "Events of sub-entities",
            types: subEntityTypes + ["payout_declined", "payout_paid"]),
        EventSource(
            id: "marketplace", words: "Marketplace", description: "Events of a marketplace's sub-entities",
            types: subEntityTypes),
        EventSource(
            id: "issuing", words: "Issuing", description: "Events of issued cards",
            types: [
                "3ds_card_enrolled", "authorization_approved", "authorization_declined", "presentment_received",
                "reversal_approved", "reversal_declined",
            ]),
        EventSource(
            id: "card_payout", words: "Card payout", description: "Events of payouts to cards",
            types: ["payment_approved", "payment_declined"]),
        EventSource(
            id: "fincrime", words: "Fincrime", description: "Events of compliance",
            types: ["payment_compliance_review"]),
    ]

    private static let subEntityTypes = [
        "full_dd_failed", "full_dd_passed", "match_failed", "match_passed", "payment_instrument_created",
        "payment_instrument_error", "payment_instrument_rejected", "payment_instrument_verification_failed",
        "payment_instrument_verification_passed", "payment_instrument_verified", "payments_disabled",
        "payments_enabled", "payouts_disabled", "payouts_enabled", "status_changed", "sub_entity_created",
        "transfer_status_changed", "vmss_failed", "vmss_passed",
    ]
}
