import NIOCore
import Server
import Testing

@Suite("Requests that a thread has not begun")
struct RequestQueueTests {
    @Test("they begin in the order in which they came, when there is time")
    func order() {
        let queue = RequestQueue()
        var begun: [Int] = []
        for number in 1...3 { #expect(queue.add(.init(arrived: .now()) { begun.append(number) })) }
        queue.begin(until: .distantPast)
        #expect(begun.isEmpty && !queue.isEmpty)
        queue.begin(until: .distantFuture)
        #expect(begun == [1, 2, 3] && queue.isEmpty)
    }

    @Test("while the first one has waited for more than a second nobody waits behind it")
    func patience() {
        let (queue, start) = (RequestQueue(), NIODeadline.now())
        #expect(queue.add(.init(arrived: start) {}))
        #expect(queue.add(.init(arrived: start + .seconds(1)) {}))
        #expect(!queue.add(.init(arrived: start + .milliseconds(1_001)) {}))
        queue.begin(until: .distantFuture)
        #expect(queue.add(.init(arrived: start + .milliseconds(1_001)) {}))
    }

    @Test("one that begins may be the last there is time for")
    func oneByOne() {
        let queue = RequestQueue()
        var begun = 0
        let end = NIODeadline.now() + .milliseconds(20)
        for _ in 1...2 {
            _ = queue.add(
                .init(arrived: .now()) {
                    begun += 1
                    while NIODeadline.now() < end {}
                })
        }
        queue.begin(until: end)
        #expect(begun == 1 && !queue.isEmpty)
    }
}
