import Engine
import SQLiteStore

/// `holdfast key rotate`: another key file takes the place of the one that the data is opened with.
package enum KeyOffice {
    /// Makes `file` where there is none. A running server goes on; its next start needs `file`.
    package static func rotate(_ options: ServerOptions, to file: String) throws {
        let data = try DataDirectory(options, besideServer: true)
        let next = try KeyRing(file: file, mayMake: true)
        let old = try KeyRing(file: options.keyFile, mayMake: false)
        try KeyCheck.rotate(from: old, to: next, reader: data.reader, in: data.store)
        // What the old key opened is not to be found in unused parts of the file either.
        if case .sqlite = options.store { try SQLiteCompaction.run(directory: options.dataDirectory) }
    }
}
