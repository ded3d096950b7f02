import Engine
import Foundation
import PaymentCore
import SQLiteStore
import TestWorld
import Testing

@testable import Simulation

/// The store alone over the simulated disk. Part of the suite that runs one simulation at a time.
extension SimulationTests {
    @Test("what a start reads of a log that was never synchronised is durable from then on")
    func readAtStart() throws {
        var lengths: Set<Int> = []
        for number in UInt64(1)...40 {
            try withDisk(seed: number) { disk, directory in
                #expect(throws: StoreError.self) {
                    try write(in: directory, failingSyncs: 1) { batch in
                        batch.decide(Shop.capture(.nok(1_00)), on: Shop.payment(1))
                    }
                }
                disk.beginNext()
                let length = try lengthAfterStart(in: directory)
                disk.cutPower()
                disk.beginNext()
                let later = try lengthAfterStart(in: directory)
                #expect(later == length, "seed \(number)")
                lengths.insert(length)
            }
        }
        #expect(lengths.contains(3), "the batch was never found in the log")
    }

    @Test("where the log cannot be synchronised the server does not start, and starts when it can be")
    func unsynchronisable() throws {
        try withDisk(seed: 1) { disk, directory in
            disk.beginNext()
            disk.faults.failingSyncs = 1
            #expect(throws: StoreError.self) { try lengthAfterStart(in: directory) }
            let length = try lengthAfterStart(in: directory)
            #expect(length == 2)
        }
    }

    /// A disk with one authorized payment on it, whose server has been killed.
    private func withDisk(seed: UInt64, _ body: (SimulatedDisk, _ directory: String) throws -> Void) throws {
        let place = FileManager.default.temporaryDirectory.appending(path: "holdfast-log-\(UUID())")
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: place) }
        let disk = SimulatedDisk(seed: Seed(seed))
        SimulatedFiles.mount(disk, at: place.path, seed: Seed(seed))
        defer { SimulatedFiles.unmount() }
        disk.beginNext()
        try write(in: place.path) { batch in
            batch.decide(Shop.create(), on: Shop.payment(1))
            batch.decide(Shop.approve(), on: Shop.payment(1))
        }
        disk.beginNext()
        try body(disk, place.path)
    }

    /// One batch of a server that is killed right after it.
    private func write(
        in directory: String, failingSyncs: Int = 0, _ fill: (inout HandwrittenBatch) -> Void
    ) throws {
        let store = try SQLiteStore(directory: directory, checkpointsBeside: false)
        defer { withExtendedLifetime(store) { SimulatedFiles.mounted?.disk.end() } }
        SimulatedFiles.mounted?.disk.faults.failingSyncs = failingSyncs
        var keys = WorkingSet.Keys()
        keys.payments.insert(Shop.payment(1))
        try store.execute(keys) { set in
            var batch = HandwrittenBatch(set, at: Shop.opening)
            fill(&batch)
            return batch.commit()
        }
    }

    private func lengthAfterStart(in directory: String) throws -> Int {
        let store = try SQLiteStore(directory: directory, checkpointsBeside: false)
        defer { withExtendedLifetime(store) { SimulatedFiles.mounted?.disk.end() } }
        return try SQLiteReader(directory: directory, lanes: 1).events(of: Shop.payment(1)).count
    }
}

extension SimulatedDisk {
    /// The next process; the one before is dead.
    fileprivate func beginNext() {
        beginLife()
        SimulatedFiles.forgetShared()
    }
}
