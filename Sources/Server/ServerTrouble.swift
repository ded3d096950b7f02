/// Why a server or a command cannot do its work, and what the operator can do about it.
package struct ServerTrouble: Error, CustomStringConvertible {
    package let description: String
}
