"""Being the payer, through our own API."""

import requests

MERCHANT_KEY = "hf_test_holdfastdemomerchant0000000001"


class Payer:
    def __init__(self, base: str, merchant_key: str = MERCHANT_KEY):
        self._base = base
        self._credential = {"Authorization": f"Bearer {merchant_key}"}

    def approve(self, payment_id: str, method: str | None = None, script: dict | None = None):
        """Says yes, by a way to pay of the payer's own choice where the shop left it open, and with a bank that answers
        as the script says."""
        given = {"method": method, "script": script}
        instrument = {name: value for name, value in given.items() if value}
        self._act(payment_id, "approve", {"instrument": instrument} if instrument else {})

    def decline(self, payment_id: str):
        self._act(payment_id, "decline")

    def abandon(self, payment_id: str):
        self._act(payment_id, "abandon")

    def books(self, payment_id: str):
        """What our own API says of the payment: amounts in minor units."""
        return self._read(payment_id)

    def captures(self, payment_id: str):
        """The payment's captures as our own API lists them, oldest first."""
        return self._read(f"{payment_id}/captures")["data"]

    def refunds(self, payment_id: str):
        return self._read(f"{payment_id}/refunds")["data"]

    def voids(self, payment_id: str):
        return self._read(f"{payment_id}/voids")["data"]

    def _read(self, path: str):
        answer = requests.get(f"{self._base}/holdfast/v1/payments/{path}", headers=self._credential, timeout=10)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def _act(self, payment_id: str, action: str, more: dict | None = None):
        answer = requests.post(
            f"{self._base}/holdfast/v1/payments/{payment_id}/payer",
            json={"action": action, **(more or {})},
            headers=self._credential,
            timeout=10,
        )
        assert answer.status_code == 200, f"the payer cannot {action}: {answer.status_code} {answer.text}"
