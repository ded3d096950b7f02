import DialectKit
import PaymentCore
import Sandbox

/// Credentials as a table: which wire, which kind, which text.
enum CredentialTable {
    static func model(_ credentials: [Credential]) -> Model {
        let rows = credentials.map { credential -> Model in
            ["wire": credential.wire.text, "kind": credential.kind, "secret": credential.secret]
        }
        return ["rows": rows]
    }

    /// A part of a template that shows the list called `name`.
    static func text(_ name: String) -> String {
        """
        {{#\(name)}}<section class="card credentials" aria-labelledby="\(name)-title"><h2 id="\(name)-title">Credentials</h2>
        <div class="rows"><table class="list plain"><thead><tr><th scope="col">Wire</th><th scope="col">Kind</th><th scope="col">Secret</th></tr></thead>
        <tbody>{{#rows}}<tr><th scope="row">{{wire}}</th><td>{{kind}}</td><td class="secret"><code>{{secret}}</code>
          <button type="button" class="copy" data-copy="{{secret}}" hidden>Copy</button></td></tr>{{/rows}}</tbody></table></div></section>{{/\(name)}}
        """
    }
}

/// What each wire gives to paste.
enum SnippetList {
    static func wires(
        _ dialects: DialectDirectory, origin: String, _ credentials: [Credential],
        only language: Snippet.Language? = nil
    ) -> [Model] {
        let keys = SnippetKeys(origin: origin, credentials.map { ($0.wire.text, $0.kind, $0.secret) })
        return dialects.all.compactMap { dialect in
            let snippets = dialect.snippets(with: keys).filter { language == nil || $0.language == language }
            guard !snippets.isEmpty else { return nil }
            return [
                "title": dialect.title, "wire": dialect.wire.text,
                "snippets": snippets.map { snippet -> Model in
                    var model: Model = [
                        "title": snippet.title, "text": snippet.text, "language": snippet.language.rawValue,
                    ]
                    model["needs"] = snippet.needs
                    return model
                },
            ]
        }
    }

    /// A part of a template that shows the list called `wires`.
    static let text = """
        <section id="snippets" class="snippets" aria-label="Requests to paste">{{#wires}}
        <section class="card"><h2>{{title}}</h2>{{#snippets}}
        <div class="snippet"><div class="head"><h3>{{title}}</h3><button type="button" class="copy" data-copy-next hidden>Copy</button></div>
        {{#needs}}<p class="muted"><code>{{.}}</code></p>{{/needs}}
        <pre tabindex="0" data-language="{{language}}" data-wire="{{wire}}"><code>{{text}}</code></pre></div>{{/snippets}}
        </section>{{/wires}}
        </section>
        """
}
