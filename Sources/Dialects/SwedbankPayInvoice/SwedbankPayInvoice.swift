package import DialectKit
package import Hummingbird
package import PaymentCore

/// Swedbank Pay's invoice payments, under `/psp/invoice`.
package struct SwedbankPayInvoice: Dialect {
    package static let wire = WireName("swedbankpay-invoice")

    let credentials: any CredentialDirectory
    let identifiers: IdentifierSource
    /// Who answers for the ledger. On a connector there is no page for the payer.
    let rail: Rail
    let rules: Rules
    /// What links begin with, when it is not the address the client called.
    let publicOrigin: String?

    /// What one server may have otherwise than another.
    package struct Rules: Sendable {
        package var lists = Lists.objects
        /// Whether lines and rates of a capture have to add up. No document says so: the rule is ours.
        package var checksSums = true

        package init() {}
    }

    /// How lists are spelled. Source: wire/swedbank.md §7.4; the seed `004_9148e8f0d301c327.txt`, step 2.
    package enum Lists: String, CaseIterable, Sendable {
        /// `"captures": {"id": …, "captureList": […]}`, which the vendor's SDKs need.
        case objects
        /// `"captures": […]`, as the seed has it.
        case arrays
    }

    package init(
        credentials: any CredentialDirectory, identifiers: IdentifierSource, rail: Rail, rules: Rules = Rules(),
        publicOrigin: String? = nil
    ) {
        self.credentials = credentials
        self.identifiers = identifiers
        self.rail = rail
        self.rules = rules
        self.publicOrigin = publicOrigin
    }

    package var wire: WireName { Self.wire }

    package func mount(on router: Router<DialectContext>, using service: any PaymentService) {
        let payments = PaymentRoutes(swedbank: self, service: service)
        let authorizations = AuthorizationRoutes(swedbank: self, service: service)
        let transactions = TransactionRoutes(swedbank: self, service: service)
        let reading = ReadRoutes(swedbank: self, service: service)
        Roads(
            swedbank: self,
            [
                .post("", payments.create),
                .get(":payment", payments.get),
                .patch(":payment", payments.abort),
                .post(":payment/approvedlegaladdress", authorizations.lookUp),
                .post(":payment/authorizations", authorizations.authorize),
                .post(":payment/captures", transactions.capture),
                .post(":payment/cancellations", transactions.cancel),
                .post(":payment/reversals", transactions.reverse),
                .get(":payment/transactions/:transaction/itemdescriptions", reading.items),
                .get(":payment/:part/:transaction/invoicecopy", InvoiceRoutes(service: service).copy),
                .get(":payment/:part", reading.part),
                .get(":payment/:part/:transaction", reading.transaction),
            ]
        ).mount(on: router)
        if rail == .simulated { PayerRoutes(swedbank: self, service: service).mount(on: router) }
    }

    package func paymentID(spelled text: String) -> PaymentID? { PaymentName.read(text) }

    /// By its `payeeReference`.
    package func paymentID(called text: String, by merchant: MerchantID, in service: any PaymentService) -> PaymentID? {
        PayeeReferences.payment(called: text, by: merchant, in: service)
    }

    package func approval(of payment: Payment, with wish: PayerWish) -> Approval? {
        guard wish.method == nil || wish.method == "invoice", let details = PaymentDetails.read(payment) else {
            return nil
        }
        return details.approval(in: payment.currency, script: wish.script)
    }

    /// The payment's own `callbackUrl`, whenever a transaction begins or ends. Source: wire/swedbank.md §9.
    package func endpoints(for event: Event, of payment: Payment) -> [String] {
        guard !Transactions.of(event, in: payment).isEmpty else { return [] }
        return PaymentDetails.read(payment)?.urls.callback.map { [$0] } ?? []
    }

    package func webhook(for event: Event, of payment: Payment, to endpoint: String) -> OutgoingWebhook? {
        guard let transaction = Transactions.of(event, in: payment).first else { return nil }
        return Callback(payment: payment.id, transaction: transaction).webhook(to: endpoint)
    }

    package var webhookGaps: [Interval] { Callback.gaps }
}
