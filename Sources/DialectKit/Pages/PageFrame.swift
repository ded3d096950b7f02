package import HTTPTypes
package import Hummingbird
import NIOCore

/// The frame of the pages that a payer sees: no script, fit for a phone, nothing loaded from elsewhere.
package struct PageFrame: Sendable {
    /// Rules of the page's own.
    private let style: String
    /// Who may show it within a page of theirs, as the header spells it: `'none'`, `*`.
    private let ancestors: String

    package init(style: String, ancestors: String = "'none'") {
        self.style = style
        self.ancestors = ancestors
    }

    /// `title` is text of ours; `header` and `body` are HTML, escaped by whoever made them.
    package func page(
        _ title: String, header: String = "", _ body: String, _ status: HTTPResponse.Status
    ) -> Response {
        let text = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(title)</title>
            <style>
            :root { color-scheme: light dark; font: 17px/1.5 system-ui, sans-serif; }
            body { margin: 0 auto; max-width: 30rem; padding: 1.25rem; }
            .notice { border: 1px solid #c60; border-radius: .5rem; padding: .5rem .75rem; font-size: .9rem; }
            button { font: inherit; width: 100%; padding: .8rem; margin: .35rem 0; border: 0; border-radius: .5rem;
              background: #0b62d6; color: #fff; cursor: pointer; }
            \(style)
            :focus-visible { outline: 3px solid #f90; outline-offset: 2px; }
            </style>
            </head>
            <body>
            \(header)
            <main>
            <h1>\(title)</h1>
            \(body)
            </main>
            </body>
            </html>
            """
        return Response(
            status: status,
            headers: [
                .contentType: "text/html; charset=utf-8", .cacheControl: "no-store",
                .contentSecurityPolicy:
                    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors \(ancestors)",
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}
