import ArgumentParser
import Glibc
import Server

@main
struct HoldfastCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "holdfast",
        abstract: "A two-phase payment engine: authorize now, capture exactly once.", version: Build.version,
        subcommands: [
            Serve.self, AuditCommand.self, MerchantCommand.self, PayerCommand.self, KeyCommand.self, BackupCommand.self,
            RestoreCommand.self, MigrateCommand.self, BenchCommand.self,
        ])
}

/// Prints a line at once, also into a pipe.
func say(_ text: String) {
    print(text)
    fflush(nil)
}
