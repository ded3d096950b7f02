"""Being the payer, through our own API."""

import requests

MERCHANT_KEY = "hf_test_holdfastdemomerchant0000000001"


class Payer:
    def __init__(self, base: str):
        self._base = base

    def approve(self, payment_id: str):
        self._act(payment_id, "approve")

    def decline(self, payment_id: str):
        self._act(payment_id, "decline")

    def _act(self, payment_id: str, action: str):
        answer = requests.post(
            f"{self._base}/holdfast/v1/payments/{payment_id}/payer",
            json={"action": action},
            headers={"Authorization": f"Bearer {MERCHANT_KEY}"},
            timeout=10,
        )
        assert answer.status_code == 200, f"the payer cannot {action}: {answer.status_code} {answer.text}"
