import DialectKit
import Testing

@Suite("Web addresses")
struct WebAddressTests {
    @Test(
        "one receiver has one origin, however its address is spelled",
        arguments: [
            ("http://shop.test/hook", "http://shop.test:80"),
            ("http://shop.test:80/hook?order=7", "http://shop.test:80"),
            ("HTTP://Shop.TEST", "http://shop.test:80"),
            ("http://user:secret@shop.test:080#top", "http://shop.test:80"),
            ("http://shop.test:/", "http://shop.test:80"),
            ("https://shop.test/", "https://shop.test:443"),
            ("https://shop.test:8443/", "https://shop.test:8443"),
            ("http://[::1]:9000/hook", "http://::1:9000"),
            ("http://[::1]/hook", "http://::1:80"),
        ])
    func origin(_ text: String, _ origin: String) {
        #expect(WebAddress(text)?.origin == origin)
    }
}
