import DialectKit
import Tracing

/// Spans as OTLP has them in JSON: `ExportTraceServiceRequest`, one resource and one scope.
///
/// Source: https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding, version 1.3, read 2026-11-27: identifiers in
/// hex, 64-bit numbers as text, enumerations as numbers.
enum OTLPBody {
    static func encode(_ spans: [FinishedSpan], service: String, version: String) -> [UInt8] {
        var json = JSONWriter(capacityBytes: 512 * (spans.count + 1))
        json.object { json in
            json.array("resourceSpans") { array in
                array.object { resource in
                    resource.object("resource") { resource in
                        resource.array("attributes") { attributes in
                            write("service.name", .string(service), to: &attributes)
                            write("service.version", .string(version), to: &attributes)
                        }
                    }
                    resource.array("scopeSpans") { array in
                        array.object { scope in
                            scope.object("scope") { $0.string("name", "holdfast") }
                            scope.array("spans") { array in
                                for span in spans { array.object { write(span, to: &$0) } }
                            }
                        }
                    }
                }
            }
        }
        return json.bytes
    }

    private static func write(_ span: FinishedSpan, to json: inout JSONObjectWriter) {
        json.string("traceId", span.place.traceText)
        json.string("spanId", span.place.spanText)
        if let parent = span.parent { json.string("parentSpanId", SpanPlace.text(parent)) }
        json.string("name", span.name)
        json.int("kind", number(of: span.kind))
        json.string("startTimeUnixNano", "\(span.began)")
        json.string("endTimeUnixNano", "\(span.ended)")
        var attributes: [(String, SpanAttribute)] = []
        // swift-format-ignore: ReplaceForEachWithForLoop
        span.attributes.forEach { attributes.append(($0, $1)) }
        json.array("attributes") { array in
            for (name, value) in attributes.sorted(by: { $0.0 < $1.0 }) { write(name, value, to: &array) }
        }
        if !span.links.isEmpty {
            json.array("links") { array in
                for link in span.links {
                    array.object { json in
                        json.string("traceId", link.traceText)
                        json.string("spanId", link.spanText)
                    }
                }
            }
        }
        json.object("status") { json in
            if let failure = span.failure {
                json.int("code", 2)
                if !failure.isEmpty { json.string("message", failure) }
            }
        }
    }

    private static func write(_ name: String, _ value: SpanAttribute, to array: inout JSONArrayWriter) {
        array.object { json in
            json.string("key", name)
            json.object("value") { json in
                switch value {
                case .int32(let number): json.string("intValue", "\(number)")
                case .int64(let number): json.string("intValue", "\(number)")
                case .bool(let value): json.bool("boolValue", value)
                case .string(let text): json.string("stringValue", text)
                case .stringConvertible(let value): json.string("stringValue", "\(value)")
                default: json.string("stringValue", "\(value)")
                }
            }
        }
    }

    private static func number(of kind: SpanKind) -> Int {
        switch kind {
        case .internal: 1
        case .server: 2
        case .client: 3
        case .producer: 4
        case .consumer: 5
        }
    }
}
