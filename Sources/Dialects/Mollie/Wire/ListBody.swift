import DialectKit

/// A page of a list. Source: wire/mollie.md §7.
struct ListBody {
    let key: String
    let count: Int
    let documentation: String
    let selfAddress: String
    let previous: String?
    let next: String?

    func bytes(_ items: (inout JSONArrayWriter) -> Void) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.object("_embedded") { $0.array(key, items) }
            json.int("count", count)
            json.object("_links") {
                $0.link("documentation", documentation, Links.html)
                $0.link("self", selfAddress, Links.hal)
                if let previous { $0.link("previous", previous, Links.hal) } else { $0.null("previous") }
                if let next { $0.link("next", next, Links.hal) } else { $0.null("next") }
            }
        }
        return json.bytes
    }
}
