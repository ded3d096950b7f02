import ArgumentParser
import DialectKit
import PaymentCore
import Sandbox
import Server

struct MerchantCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merchant",
        abstract: "Admit a merchant, list them, renew their credentials; works beside a running server.",
        subcommands: [Create.self, List.self, Credentials.self, Rotate.self])

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

    struct Credentials: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "The credentials of a merchant: not the secrets, but from when on and how long each is good.")

        @Argument(help: "The merchant's name or id; or: administrator.")
        var merchant: String

        @OptionGroup var place: Place

        func run() async throws {
            do {
                let options = try await place.found().options
                for kept in try MerchantOffice(options).credentials(of: merchant) {
                    let end = kept.endsAt.map { ", until \($0.spelled)" } ?? ""
                    say("  \(kept.wire.text) \(kept.kind): since \(kept.madeAt.spelled)\(end)")
                }
            } catch {
                throw advice(on: error)
            }
        }
    }

    struct Rotate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "A new secret in an old one's place; both are good for a while, so that nobody is turned away.",
            discussion: """
                holdfast merchant rotate "My shop" mollie test --overlap P7D
                holdfast merchant rotate administrator holdfast administrator --overlap PT0S

                A running server takes the new one at once, and the old one up to five seconds longer than it is told to.
                """)

        @Argument(help: "The merchant's name or id; or: administrator.")
        var merchant: String

        @Argument(help: "As `holdfast merchant credentials` names it.")
        var dialect: String

        @Argument(help: "The same.")
        var kind: String

        @Option(help: "How long the old one stays good: an ISO 8601 duration of up to 90 days.")
        var overlap = "P1D"

        @OptionGroup var place: Place

        func run() async throws {
            guard let length = DurationSpelling.read(overlap), (0...Interval.days(90).milliseconds).contains(length)
            else {
                throw ValidationError("--overlap is an ISO 8601 duration of up to 90 days, such as PT0S or P7D")
            }
            do {
                let options = try await place.found().options
                let renewed = try MerchantOffice(options).rotate(
                    merchant, dialect: dialect, kind: kind, overlap: Interval(milliseconds: length))
                say("  \(renewed.wire.text) \(renewed.kind): \(renewed.secret)")
            } catch {
                throw advice(on: error)
            }
        }
    }
}

extension Instant {
    fileprivate var spelled: String { InstantSpelling.zuluMilliseconds(milliseconds) }
}
