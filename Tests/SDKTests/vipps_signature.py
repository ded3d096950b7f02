"""A receiver's own check of a webhook of Vipps MobilePay, written from the document alone. Source: wire/vipps.md §3.3."""

import base64
import hashlib
import hmac


def content_hash(body: bytes) -> str:
    return base64.b64encode(hashlib.sha256(body).digest()).decode()


def signature(secret: str, path_and_query: str, date: str, host: str, body: bytes) -> str:
    signed = f"POST\n{path_and_query}\n{date};{host};{content_hash(body)}"
    return base64.b64encode(hmac.new(secret.encode(), signed.encode(), hashlib.sha256).digest()).decode()


def authorization(secret: str, path_and_query: str, date: str, host: str, body: bytes) -> str:
    made = signature(secret, path_and_query, date, host, body)
    return f"HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature={made}"
