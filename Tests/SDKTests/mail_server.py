"""A mail server as a shop's provider runs it: real SMTP with STARTTLS and authentication, that keeps what it gets."""

import dataclasses
import email
import email.policy
import socket
import ssl
import subprocess
import threading

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

USER, PASSWORD = "invoices", "mail-secret-8d1f"


@dataclasses.dataclass
class Mail:
    sender: str
    recipients: list
    secured: bool
    authenticated: bool
    message: email.message.EmailMessage

    def attachments(self):
        """Name, media type and bytes of each."""
        return [
            (part.get_filename(), part.get_content_type(), part.get_payload(decode=True))
            for part in self.message.iter_attachments()
        ]


def certificate(folder):
    """A certificate for this machine that nobody else has signed, and its key."""
    names = folder / "mail.pem", folder / "mail.key"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-out", names[0], "-keyout", names[1]],
        check=True, capture_output=True,
    )  # fmt: skip
    return names


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class MailServer:
    """Without a certificate it offers no STARTTLS and asks for no password."""

    def __init__(self, certificate=None, port=None):
        self.mails = []
        self.refused = set()
        """Addresses that have no mailbox here."""
        self.on_message = lambda: None
        self._changed = threading.Condition()
        settings = {}
        if certificate:
            context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            context.load_cert_chain(*map(str, certificate))
            settings = {
                "tls_context": context, "require_starttls": True, "auth_required": True, "authenticator": self._authenticate,
            }  # fmt: skip
        self.port = port or free_port()
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port, **settings)
        self._controller.start()

    @property
    def address(self):
        return f"smtp://127.0.0.1:{self.port}"

    def stop(self):
        self._controller.stop()

    def got(self, count, seconds=15):
        """The first `count` mails, once they are here."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.mails) >= count, seconds), f"{len(self.mails)} mails came"
        return self.mails[:count]

    @staticmethod
    def _authenticate(server, session, envelope, mechanism, data):
        good = isinstance(data, LoginPassword) and (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        return AuthResult(success=good, handled=False)

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.refused:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        mail = Mail(
            envelope.mail_from, list(envelope.rcpt_tos), session.ssl is not None, bool(session.authenticated), message
        )
        with self._changed:
            self.mails.append(mail)
            self._changed.notify_all()
        self.on_message()
        return "250 OK"
