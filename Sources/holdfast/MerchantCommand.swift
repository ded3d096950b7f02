import ArgumentParser
import PaymentCore
import Sandbox
import Server

struct MerchantCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merchant", abstract: "Admit a merchant, or list them; works beside a running server.",
        subcommands: [Create.self, List.self])

    struct Place: ParsableArguments {
        @Option(help: "Directory with the data.")
        var data = "./holdfast-data"

        @Option(help: "File with the instance's secret key.")
        var keyFile = KeyRing.defaultFile()

        /// Trouble with the data, as advice.
        func advised<Value>(_ body: () throws -> Value) throws -> Value {
            do { return try body() } catch { throw advice(on: error) }
        }
    }

    struct Create: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "A new merchant, with credentials for every wire.")

        @Argument(help: "What people call the merchant.")
        var name: String

        @OptionGroup var place: Place

        func validate() throws {
            guard MerchantName.isGood(name) else { throw ValidationError(MerchantName.rule) }
        }

        func run() throws {
            let merchant = try place.advised {
                try MerchantOffice(dataDirectory: place.data, keyFile: place.keyFile).admit(name)
            }
            say("\(merchant.name): credentials, shown this once")
            for credential in merchant.credentials {
                say("  \(credential.wire.text) \(credential.kind): \(credential.secret)")
            }
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "The merchants that were admitted, oldest first.")

        @OptionGroup var place: Place

        func run() throws {
            let names = try place.advised {
                try MerchantOffice.names(dataDirectory: place.data, keyFile: place.keyFile)
            }
            for name in names { say(name) }
        }
    }
}
