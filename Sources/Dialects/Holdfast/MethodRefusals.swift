import DialectKit
import HTTPTypes
import Hummingbird

/// What a path answers to the methods it does not take: 405, with those it takes in `Allow`.
enum MethodRefusals {
    private static let methods: [HTTPRequest.Method] = [
        .get, .head, .post, .put, .patch, .delete, .options, .trace, HTTPRequest.Method("QUERY")!,
    ]

    /// For every path of this API that the router has by now.
    static func mount(on router: Router<DialectContext>) {
        let own = router.routes.filter {
            $0.path.description.hasPrefix("/holdfast/v1/") || $0.path.description == "/openapi.yaml"
        }
        for routes in Dictionary(grouping: own, by: \.path.description).values {
            let taken = routes.map(\.method)
            let refusal = Problem.methodNotAllowed(instead: taken.map(\.rawValue).sorted())
            for method in methods where !taken.contains(method) {
                router.on(routes[0].path, method: method) { _, _ in refusal.response }
            }
        }
    }
}
