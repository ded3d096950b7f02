import Foundation
import Testing

/// The project as text files.
enum House {
    /// The project's root, three steps above this file.
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The Swift files under a folder of the project.
    static func swiftFiles(under folder: String) throws -> [TextFile] {
        try files(under: folder, endingIn: ".swift")
    }

    /// The files under a folder ("" is the whole project) whose name ends so, hidden folders and data left out.
    static func files(under folder: String, endingIn ending: String) throws -> [TextFile] {
        try paths(under: folder).filter { $0.hasSuffix(ending) }.map { path in
            TextFile(path: path, text: try String(contentsOf: root.appending(path: path), encoding: .utf8))
        }
    }

    /// The paths of all files under a folder, in order, relative to the root.
    static func paths(under folder: String) throws -> [String] {
        try entries(of: folder).sorted().flatMap { path in
            isFolder(path) ? try paths(under: path) : [path]
        }
    }

    /// The paths of the folders in a folder, relative to the root.
    static func folders(in folder: String) throws -> [String] {
        try entries(of: folder).filter(isFolder).sorted()
    }

    private static func entries(of folder: String) throws -> [String] {
        let names = try FileManager.default.contentsOfDirectory(atPath: root.appending(path: folder).path())
        return names.filter { !$0.hasPrefix(".") && $0 != "holdfast-data" && $0 != "__pycache__" }
            .map { folder.isEmpty ? $0 : "\(folder)/\($0)" }
    }

    private static func isFolder(_ path: String) -> Bool {
        var isFolder = ObjCBool(false)
        _ = FileManager.default.fileExists(atPath: root.appending(path: path).path(), isDirectory: &isFolder)
        return isFolder.boolValue
    }
}

/// A file of the project, or one made up for a test.
struct TextFile {
    /// Relative to the project's root.
    let path: String
    let text: String

    /// The text without comments and strings, line for line.
    var code: String { CodeOnly.of(text) }

    /// The room it belongs to: `Engine`, `Dialects/Mollie`; nil outside `Sources` or directly in it.
    var room: String? {
        let steps = path.split(separator: "/").map(String.init)
        guard steps.count > 2, steps[0] == "Sources" else { return nil }
        if steps[1] != "Dialects" { return steps[1] }
        return steps.count > 3 ? "Dialects/\(steps[2])" : nil
    }
}

/// A place where a rule of the house is broken.
struct Finding: Equatable, CustomStringConvertible {
    let path: String
    let line: Int?
    let complaint: String

    init(_ path: String, _ complaint: String) {
        self.init(path, nil, complaint)
    }

    init(_ path: String, _ line: Int?, _ complaint: String) {
        self.path = path
        self.line = line
        self.complaint = complaint
    }

    var description: String { "\(path)\(line.map { ":\($0)" } ?? ""): \(complaint)" }
}

/// Fails once for each finding.
func expectNone(_ findings: [Finding], at place: SourceLocation = #_sourceLocation) {
    for finding in findings { Issue.record("\(finding)", sourceLocation: place) }
}
