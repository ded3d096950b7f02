/// A page of a list that fits in memory. Source: wire/mollie.md §7.
struct ListPage {
    let range: Range<Int>
    private let previous: String?
    private let next: String?

    /// `names` in the list's order; `from` is one of them.
    init(_ names: [String], _ request: ListRequest) throws(Problem) {
        var start = 0
        if let from = request.from {
            guard let place = names.firstIndex(of: from) else { throw ListRequest.invalidCursor }
            start = place
        }
        let end = min(start + request.limit, names.count)
        range = start..<end
        previous = start > 0 ? names[max(start - request.limit, 0)] : nil
        next = end < names.count ? names[end] : nil
    }

    func body(_ key: String, _ request: ListRequest, _ address: String) -> ListBody {
        ListBody(
            key: key, count: range.count, documentation: "https://docs.mollie.com/reference/list-\(key)",
            selfAddress: request.address(address), previous: previous.map { request.address(address, from: $0) },
            next: next.map { request.address(address, from: $0) })
    }
}
