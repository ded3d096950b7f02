import DialectKit
import Hummingbird
import PaymentCore

/// Which path leads where, and who may go there. Source of the scopes: wire/checkout.md §3.
extension CheckoutCom {
    func mountPayments(on routes: Routes, using service: any PaymentService) {
        let payments = PaymentRoutes(checkout: self, service: service)
        let captures = CaptureRoutes(checkout: self, service: service)
        let refunds = RefundRoutes(checkout: self, service: service)
        let increments = IncrementRoutes(checkout: self, service: service)
        let reading = Entry.secret("gateway:payment-details")
        routes.at(
            "/payments", .post(.secret("gateway:payment"), payments.create), .get(reading, payments.list))
        routes.at("/payments/:payment", .get(reading, payments.get))
        routes.at("/payments/:payment/actions", .get(reading, payments.actions))
        routes.at("/payments/:payment/captures", .post(.secret("gateway:payment-captures"), captures.capture))
        routes.at("/payments/:payment/voids", .post(.secret("gateway:payment-voids"), captures.void))
        routes.at("/payments/:payment/refunds", .post(.secret("gateway:payment-refunds"), refunds.refund))
        routes.at("/payments/:payment/reversals", .post(.secret("gateway:payment-voids"), refunds.reverse))
        routes.at(
            "/payments/:payment/cancellations", .post(.secret("gateway:payment-cancellations"), captures.cancel))
        routes.at(
            "/payments/:payment/authorizations",
            .post(.secret("gateway:payment-authorizations"), increments.increment))
        routes.elsewhere("/payments/:payment/**")
    }

    func mountVault(on routes: Routes, using service: any PaymentService) {
        let tokens = TokenRoutes(checkout: self, service: service)
        routes.at("/tokens", .post(.open("vault:tokenization"), tokens.create))
        let instruments = InstrumentRoutes(checkout: self, service: service)
        let customers = CustomerRoutes(checkout: self, service: service)
        let instrumentEntry = Entry.secret("vault:instruments")
        let customerEntry = Entry.secret("vault:customers")
        routes.at("/instruments", .post(instrumentEntry, instruments.create))
        routes.at(
            "/instruments/:instrument", .get(instrumentEntry, instruments.get),
            .patch(instrumentEntry, instruments.update), .delete(instrumentEntry, instruments.delete))
        routes.at("/customers", .post(customerEntry, customers.create))
        routes.at(
            "/customers/:customer", .get(customerEntry, customers.get), .patch(customerEntry, customers.update),
            .delete(customerEntry, customers.delete))
    }

    func mountWorkflows(on routes: Routes, using service: any PaymentService, _ deliveries: any DeliveryLog) {
        let workflows = WorkflowRoutes(checkout: self, service: service)
        let events = WorkflowEventRoutes(checkout: self, service: service, log: deliveries)
        let entry = Entry.secret("flow:workflows")
        let eventEntry = Entry.secret("flow:events")
        let reflowEntry = Entry.secret("flow:reflow")
        routes.at("/workflows", .post(entry, workflows.create), .get(entry, workflows.list))
        routes.at("/workflows/event-types", .get(entry, events.types))
        routes.at("/workflows/events/reflow", .post(reflowEntry, events.reflowMany))
        routes.at("/workflows/events/subject/:subject", .get(eventEntry, events.ofSubject))
        routes.at("/workflows/events/subject/:subject/reflow", .post(reflowEntry, events.reflowSubject))
        routes.at(
            "/workflows/events/subject/:subject/workflow/:workflow/reflow",
            .post(reflowEntry, events.reflowSubject))
        routes.at("/workflows/events/:event", .get(eventEntry, events.get))
        routes.at("/workflows/events/:event/actions/:part", .get(eventEntry, events.invocations))
        routes.at("/workflows/events/:event/reflow", .post(reflowEntry, events.reflow))
        routes.at("/workflows/events/:event/workflow/:workflow/reflow", .post(reflowEntry, events.reflow))
        routes.at(
            "/workflows/:workflow", .get(entry, workflows.get), .patch(entry, workflows.update),
            .delete(entry, workflows.delete))
        routes.at("/workflows/:workflow/actions", .post(entry, workflows.addAction))
        routes.at(
            "/workflows/:workflow/actions/:part", .put(entry, workflows.setAction),
            .delete(entry, workflows.removeAction))
        routes.at("/workflows/:workflow/conditions", .post(entry, workflows.addCondition))
        routes.at(
            "/workflows/:workflow/conditions/:part", .put(entry, workflows.setCondition),
            .delete(entry, workflows.removeCondition))
    }

    func mountClassicWebhooks(on routes: Routes, using service: any PaymentService, _ deliveries: any DeliveryLog) {
        let webhooks = WebhookRoutes(checkout: self, service: service)
        let events = ClassicEventRoutes(checkout: self, service: service, log: deliveries)
        let entry = Entry.secret()
        routes.at("/webhooks", .post(entry, webhooks.create), .get(entry, webhooks.list))
        routes.at(
            "/webhooks/:webhook", .get(entry, webhooks.get), .put(entry, webhooks.replace),
            .patch(entry, webhooks.update), .delete(entry, webhooks.delete))
        routes.at("/event-types", .get(entry, events.types))
        routes.at("/events", .get(entry, events.list))
        routes.at("/events/:event", .get(entry, events.get))
        routes.at("/events/:event/notifications/:notification", .get(entry, events.notification))
        routes.at("/events/:event/webhooks/retry", .post(entry, events.retry))
        routes.at("/events/:event/webhooks/:webhook/retry", .post(entry, events.retry))
    }
}
