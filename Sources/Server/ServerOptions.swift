/// How a server is to run.
package struct ServerOptions: Sendable {
    package var host = "127.0.0.1"
    /// 0 picks a free one.
    package var port = 8080
    package var dataDirectory = "./holdfast-data"
    package var keyFile: String
    /// Host names beside the loopback ones.
    package var allowedHosts: [String] = []
    /// What links begin with, when it is not the address the client called.
    package var publicOrigin: String?

    package init(keyFile: String = KeyRing.defaultFile()) { self.keyFile = keyFile }

    var isLoopback: Bool { HostRule.isLoopback(host) }
}
