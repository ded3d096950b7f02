"""What the shops of every folder here sell, and how they wait."""

import time
import uuid

API_KEY = "test_holdfastdemomerchant00000000001"
"""The demo merchant's key, in test mode."""

LIVE_KEY = "live_holdfastdemomerchant00000000001"
ACCESS_TOKEN = "access_holdfastdemomerchant00000000001"
"""The demo merchant's token: both modes, every permission."""

APPLICATION = ("app_holdfastdemo", "holdfast-demo-secret")
"""The demo merchant's OAuth application and its secret."""

UNKNOWN_KEY = "test_deliberatelyinvalidkey00000000"
UNKNOWN_PAYMENT = "tr_5B8cwPMGnU6qLbRvo7qEZo"
UNKNOWN_CAPTURE = "cpt_vytxeTZskVKR7C7WgdSP3d"
UNKNOWN_REFUND = "re_5B8cwPMGnU6qLbRvo7qEZo"

NO_SUCH_PAYMENT = f"No payment exists with token {UNKNOWN_PAYMENT}."
NOT_AUTHENTICATED = "Missing authentication, or failed to authenticate"
NOT_CAPTURABLE = "Capture cannot be created because the payment is not in the authorized state."
NOT_RELEASABLE = "Authorization cannot be released because the payment is not in the authorized state."
NOT_CANCELABLE = "The payment cannot be cancelled"
NOT_REFUNDABLE = "The specified amount cannot be refunded"
DUPLICATE_REFUND = "A duplicate refund has been detected"
REFUND_NOT_CANCELABLE = "The refund cannot be canceled"
KEY_USED = "This Idempotency-Key has already been used."


def wrong_mode(token):
    return f"Payment {token} exists, but the wrong mode is used. Try switching live / test API keys."


def no_refund(token):
    return f"No refund exists with token {token}."


def no_entity(token):
    return f"No entity exists with token '{token}'"


def eur(value):
    return {"currency": "EUR", "value": value}


def card_payment(value="10.00", **more):
    """A card payment to be captured later: cards take one capture."""
    return {
        "amount": eur(value),
        "description": "Order #12345",
        "redirectUrl": "https://shop.example/order/12345/",
        "method": "creditcard",
        "captureMode": "manual",
        **more,
    }


def klarna_payment():
    """A payment of EUR 100.00 by Klarna, captured later: it takes many captures, and wants lines and an address."""
    return {
        **card_payment("100.00", method="klarna"),
        "lines": [
            {
                "description": "Two chairs",
                "quantity": 2,
                "unitPrice": eur("50.00"),
                "totalAmount": eur("100.00"),
                "vatRate": "21.00",
                "vatAmount": eur("17.36"),
            }
        ],
        "billingAddress": {
            "givenName": "Piet",
            "familyName": "Mondriaan",
            "email": "piet@shop.example",
            "streetAndNumber": "Keizersgracht 126",
            "postalCode": "1015 CW",
            "city": "Amsterdam",
            "country": "NL",
        },
    }


ADDRESS = klarna_payment()["billingAddress"]


def order_line(value="10.00", **more):
    """A line of one thing for that much."""
    return {"description": "A chair", "quantity": 1, "unitPrice": eur(value), "totalAmount": eur(value), **more}


def paid_at_once(value="10.00", **more):
    """A payment that is captured when its payer approves it."""
    order = card_payment(value, **{"method": "ideal", "captureMode": None, **more})
    return {name: value for name, value in order.items() if name != "captureMode" or value}


def bank_transfer(**more):
    return paid_at_once(method="banktransfer", **more)


def left_to_the_payer(**more):
    """An order that names no way to pay."""
    order = card_payment(**more)
    del order["method"]
    return order


def new_key():
    return str(uuid.uuid4())


def eventually(read, is_so, seconds=5):
    """Reads until it is so, and returns what was read; fails with the last reading."""
    deadline = time.monotonic() + seconds
    while True:
        value = read()
        if is_so(value):
            return value
        assert time.monotonic() < deadline, f"not within {seconds} s; the last answer: {value}"
        time.sleep(0.02)
