import DialectKit
import Mustache
import PaymentCore

/// A request and its answer, redacted as they were kept, and the request as a command to paste.
struct ExchangeView {
    private let exchange: WireExchange
    private let origin: String

    /// What curl sets itself.
    private static let ownHeaders: Set = [
        "host", "content-length", "connection", "accept-encoding", "transfer-encoding", "expect",
    ]

    init(_ exchange: WireExchange, origin: String) {
        self.exchange = exchange
        self.origin = origin
    }

    var html: String {
        let request = exchange.request
        var model: Model = [
            "method": request.method, "target": request.target, "headers": Self.text(request.content.headers),
            "body": request.content.body, "curl": curl, "took": Show.took(exchange.took),
            "key": "\(exchange.at.milliseconds)-\(request.method)-\(request.target)",
        ]
        if request.content.body.isEmpty { model["body"] = nil }
        if let answer = exchange.answer {
            model["answer"] =
                [
                    "status": String(answer.status), "tone": Self.tone(answer.status), "arrived": answer.arrived,
                    "headers": Self.text(answer.content.headers), "body": answer.content.body,
                ] as Model
        }
        model["fault"] = exchange.fault
        return Self.template.render(model)
    }

    /// What was redacted has to be put in again.
    var curl: String {
        var lines = ["curl -i -X \(exchange.request.method) \(Self.quoted(origin + exchange.request.target))"]
        for header in exchange.request.content.headers where !Self.ownHeaders.contains(header.name.lowercased()) {
            lines.append("-H \(Self.quoted("\(header.name): \(header.value)"))")
        }
        if !exchange.request.content.body.isEmpty {
            lines.append("--data-binary \(Self.quoted(exchange.request.content.body))")
        }
        return lines.joined(separator: " \\\n  ")
    }

    /// One word of a shell, whatever stands in it.
    static func quoted(_ text: String) -> String {
        "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }

    static func tone(_ status: Int) -> String { status < 300 ? "good" : status < 400 ? "wait" : "bad" }

    private static func text(_ headers: [(name: String, value: String)]) -> String {
        headers.map { "\($0.name): \($0.value)" }.joined(separator: "\n")
    }

    private static let template = MustacheTemplate.ours(
        """
        <details class="exchange" data-key="{{key}}"><summary><span class="method">{{method}}</span>
          <span class="mono target">{{target}}</span>{{#answer}} <span class="code {{tone}}">{{status}}</span>{{/answer}}
          {{^answer}}<span class="code bad">no answer</span>{{/answer}}{{#fault}} <span class="chip small bad">{{.}}</span>{{/fault}}</summary>
        <div class="wire-pair">
          <div><p class="caption">Request</p><pre tabindex="0">{{headers}}{{#body}}

        {{.}}{{/body}}</pre></div>
          {{#answer}}<div><p class="caption">Answer <span class="muted">{{took}}{{^arrived}}, lost on its way{{/arrived}}</span></p><pre tabindex="0">{{headers}}

        {{body}}</pre></div>{{/answer}}
        </div>
        <p class="caption">As curl <button type="button" class="copy" data-copy-next hidden>Copy</button></p>
        <pre class="curl" tabindex="0">{{curl}}</pre>
        </details>
        """)
}
