package import DialectKit
package import Engine
package import PaymentCore

/// What became of webhooks, read from the store; what is sent again goes through the engine.
package struct EngineDeliveryLog: DeliveryLog {
    private let engine: Engine
    private let reader: any DeliveryHistory

    package init(engine: Engine, reader: any DeliveryHistory) {
        self.engine = engine
        self.reader = reader
    }

    package func deliveries(of merchant: MerchantID, _ wish: DeliveryWish) throws(Unavailable) -> [DeliveryReport] {
        let filter = DeliveryFilter(
            payment: wish.payment, lane: wish.endpoint, state: wish.state?.stored, limit: wish.limit)
        do throws(StoreError) {
            var attempts: [PaymentID: [DeliveryAttempt]] = [:]
            var reports: [DeliveryReport] = []
            for record in try reader.deliveries(of: merchant, filter) {
                let payment = record.place.payment
                if attempts[payment] == nil { attempts[payment] = try reader.attempts(of: payment) }
                let all = attempts[payment] ?? []
                reports.append(DeliveryReport(record, all.filter { $0.place == record.place }))
            }
            return reports
        } catch {
            throw .storeDown
        }
    }

    package func replay(_ deliveries: [DeliveryReport], of merchant: MerchantID) async throws(Unavailable) {
        let places = deliveries.map {
            DeliveryPlace(payment: $0.payment, sequence: $0.sequence, endpoint: $0.endpoint)
        }
        try await engine.deliver(places, of: merchant)
    }

    package func add(_ deliveries: [AddedDelivery], of merchant: MerchantID) async throws(Unavailable) {
        let places = deliveries.map {
            DeliveryPlace(payment: $0.payment, sequence: $0.sequence, endpoint: $0.endpoint)
        }
        try await engine.deliver(places, of: merchant)
    }
}

extension DeliveryReport.State {
    fileprivate var stored: DeliveryState {
        switch self {
        case .pending: .pending
        case .delivered: .delivered
        case .failed: .failed
        }
    }
}

extension DeliveryReport {
    fileprivate init(_ record: DeliveryRecord, _ attempts: [DeliveryAttempt]) {
        let state: State =
            switch record.state {
            case .pending: .pending
            case .delivered: .delivered
            case .failed: .failed
            }
        self.init(
            payment: record.place.payment, sequence: record.place.sequence, endpoint: record.place.endpoint,
            state: state, due: record.due, attempts: attempts.map(Attempt.init))
    }
}

extension DeliveryReport.Attempt {
    fileprivate init(_ attempt: DeliveryAttempt) {
        let request = attempt.request.map { request in
            OutgoingWebhook(
                url: request.url, headers: request.headers.map { .init($0.name, $0.value) }, body: request.body,
                timeout: .zero)
        }
        self.init(
            number: attempt.number, at: attempt.at, took: attempt.took, status: attempt.status, note: attempt.note,
            request: request)
    }
}
