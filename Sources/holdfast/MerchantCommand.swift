import ArgumentParser
import PaymentCore
import Sandbox
import Server

struct MerchantCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merchant", abstract: "Admit a merchant, or list them; works beside a running server.",
        subcommands: [Create.self, List.self])

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "A new merchant, with credentials for every wire.")

        @Argument(help: "What people call the merchant.")
        var name: String

        @OptionGroup var place: Place

        func validate() throws {
            guard MerchantName.isGood(name) else { throw ValidationError(MerchantName.rule) }
        }

        func run() async throws {
            let merchant: NewMerchant
            do {
                let options = try await place.found().options
                merchant = try MerchantOffice(options).admit(name)
            } catch {
                throw advice(on: error)
            }
            say("\(merchant.name): credentials, shown this once")
            for credential in merchant.credentials {
                say("  \(credential.wire.text) \(credential.kind): \(credential.secret)")
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "The merchants that were admitted, oldest first.")

        @OptionGroup var place: Place

        func run() async throws {
            do {
                let options = try await place.found().options
                let names = try MerchantOffice.names(options)
                for name in names { say(name) }
            } catch {
                throw advice(on: error)
            }
        }
    }
}
