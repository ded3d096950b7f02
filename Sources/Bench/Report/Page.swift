import Foundation

/// `PERFORMANCE.md`, which has places for the figures of each benchmark.
struct Page {
    let folder: String

    enum Place: String {
        case figures = "figures"
        case postgres = "figures of PostgreSQL"
    }

    func write(_ figures: String, between place: Place) throws {
        let path = folder + "/PERFORMANCE.md"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        guard let from = text.range(of: "<!-- \(place.rawValue): written by `make bench` -->"),
            let to = text.range(of: "<!-- end of \(place.rawValue) -->")
        else { throw Trouble("\(path) has no place for \(place.rawValue)") }
        let written = text[..<from.upperBound] + "\n\n" + figures + "\n\n" + text[to.lowerBound...]
        try String(written).write(toFile: path, atomically: true, encoding: .utf8)
    }
}
