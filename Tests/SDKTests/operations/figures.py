"""What /metrics says, as Prometheus' own library reads it."""

import requests
from prometheus_client.parser import text_string_to_metric_families


class Figures(dict):
    """Values by name and labels, as they stood at one moment."""

    def of(self, name, **labels):
        """The sum over every series of that name with these labels."""
        return sum(
            value for (known, have), value in self.items() if known == name and labels.items() <= dict(have).items()
        )

    def names(self):
        return {name for name, _ in self}

    def since(self, before):
        """How much each series has grown; those that stand still are left out."""
        grown = {key: value - before.get(key, 0) for key, value in self.items()}
        return Figures({key: value for key, value in grown.items() if value})


def text(base, **more):
    answer = requests.get(f"{base}/metrics", timeout=30, **more)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    return answer.text


def families(base, **more):
    return list(text_string_to_metric_families(text(base, **more)))


def read(base, **more):
    return Figures(
        {
            (sample.name, frozenset(sample.labels.items())): sample.value
            for family in families(base, **more)
            for sample in family.samples
        }
    )
