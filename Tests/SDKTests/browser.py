"""As much of a browser as a checkout may need: it reads HTML, fills forms and follows no script."""

from html.parser import HTMLParser
from urllib.parse import urljoin

import requests


class Page(HTMLParser):
    """One page: its text, and its one form with what a person can choose and press."""

    def __init__(self, answer):
        super().__init__()
        self.answer = answer
        self.status = answer.status_code
        self.text = ""
        self.tags = []
        self.form = None
        self.hidden = {}
        self.choices = {}
        self.buttons = []
        self.feed(answer.text)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.tags.append((tag, attributes))
        if tag == "form":
            assert self.form is None, "one form on a page"
            self.form = attributes
        if tag == "input" and attributes["type"] == "hidden":
            self.hidden[attributes["name"]] = attributes["value"]
        if tag == "input" and attributes["type"] == "radio":
            self.choices.setdefault(attributes["name"], []).append((attributes["value"], "checked" in attributes))
        if tag == "button":
            self.buttons.append((attributes["name"], attributes["value"]))

    def handle_data(self, data):
        self.text += data

    def radios(self, name):
        return [value for value, _ in self.choices.get(name, [])]

    def of_class(self, name):
        return [tag for tag, attributes in self.tags if name in (attributes.get("class") or "").split()]


class Browser:
    def __init__(self):
        self._session = requests.Session()

    def open(self, address):
        return Page(self._session.get(address, timeout=10))

    def press(self, page, name, value, **chosen):
        """Chooses and presses a button. The answer's redirect is not followed: it leads to the shop, which is nobody."""
        assert (name, value) in page.buttons
        fields = dict(page.hidden)
        for radio, options in page.choices.items():
            picked = [option for option, checked in options if checked]
            if picked:
                fields[radio] = picked[0]
        for radio, option in chosen.items():
            assert option in page.radios(radio)
            fields[radio] = option
        fields[name] = value
        address = urljoin(page.answer.url, page.form.get("action") or page.answer.url)
        if page.form.get("method", "get").lower() == "get":
            return self._session.get(address, params=fields, allow_redirects=False, timeout=10)
        return self._session.post(address, data=fields, allow_redirects=False, timeout=10)
