/// A request, or a few, that work when pasted.
package struct Snippet: Hashable, Sendable {
    package enum Language: String, Hashable, Sendable {
        /// For a shell with curl.
        case shell
        case python
    }

    /// What it does: "Authorize and capture with curl".
    package let title: String
    package let language: Language
    package let text: String
    /// What a shell installs before, where it is more than curl: `pip install …`.
    package let needs: String?

    package init(_ title: String, _ language: Language, needs: String? = nil, _ text: String) {
        self.title = title
        self.language = language
        self.needs = needs
        self.text = text
    }
}

/// What goes into snippets: where the server is, and a merchant's credentials.
package struct SnippetKeys: Sendable {
    /// `http://127.0.0.1:8080`
    package let origin: String
    private let secrets: [String: String]

    package init(origin: String, _ secrets: [(wire: String, kind: String, secret: String)]) {
        self.origin = origin
        self.secrets = Dictionary(
            secrets.map { ("\($0.wire)/\($0.kind)", $0.secret) }, uniquingKeysWith: { first, _ in first })
    }

    /// A credential by its wire and the wire's word for its kind.
    package subscript(_ wire: String, _ kind: String) -> String? { secrets["\(wire)/\(kind)"] }
}
