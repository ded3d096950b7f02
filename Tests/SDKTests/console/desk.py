"""A merchant as the tests of the console know it, and the console's forms without a browser."""

import re
from dataclasses import dataclass

import requests

PHONE = {"width": 390, "height": 844}
ADMINISTRATOR = "hf_admin_holdfastdemo0000000000000001"
DEMO = "hf_test_holdfastdemomerchant0000000001"


@dataclass
class Merchant:
    base: str
    name: str
    credentials: list

    @staticmethod
    def admitted(base, name):
        answer = requests.post(
            f"{base}/holdfast/v1/merchants",
            json={"name": name},
            headers={"Authorization": f"Bearer {ADMINISTRATOR}"},
            timeout=10,
        )
        assert answer.status_code == 201, answer.text
        return Merchant(base, name, answer.json()["credentials"])

    def secret(self, wire, kind):
        return next(each["secret"] for each in self.credentials if (each["dialect"], each["kind"]) == (wire, kind))

    @property
    def key(self):
        return self.secret("holdfast", "merchant")

    def ask(self, method, path, **more):
        return requests.request(
            method, f"{self.base}/holdfast/v1{path}", headers={"Authorization": f"Bearer {self.key}"}, timeout=30, **more
        )

    def payment(self, name):
        answer = self.ask("GET", f"/payments/{name}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    def approve(self, name):
        answer = self.ask("POST", f"/payments/{name}/payer", json={"action": "approve"})
        assert answer.status_code == 200, answer.text


class Browser(requests.Session):
    """Cookies and forms; no script, no picture."""

    def __init__(self, base):
        super().__init__()
        self.base = base

    def at(self, path, **more):
        return self.get(self.base + path, timeout=20, **more)

    def press(self, path, data, **more):
        return self.post(self.base + path, data=data, timeout=20, allow_redirects=False, **more)

    def token(self, path="/console/merchants"):
        return re.search(r'name="token" value="([0-9a-f]+)"', self.at(path).text).group(1)

    def sign_in(self, key):
        token = self.token("/console/sign-in")
        return self.press("/console/sign-in", {"token": token, "key": key, "to": ""})


def signed_in(base, key):
    browser = Browser(base)
    answer = browser.sign_in(key)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/console"), answer.text
    return browser
