import DialectKit
import Testing

@Suite("Base 64")
struct Base64Tests {
    @Test(
        "is spelled as RFC 4648 says, and read back",
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ])
    func vectors(_ plain: String, _ spelled: String) {
        #expect(Base64.spell(plain.utf8) == spelled)
        #expect(Base64.read(spelled) == Array(plain.utf8))
    }

    @Test("every byte survives")
    func allBytes() {
        let bytes = (0...UInt8.max).map { $0 }
        for count in 253...256 { #expect(Base64.read(Base64.spell(bytes.prefix(count))) == Array(bytes.prefix(count))) }
    }
}
