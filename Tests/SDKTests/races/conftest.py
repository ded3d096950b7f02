"""A merchant of its own for each test."""

import uuid

import pytest
import requests
from shop_at_once import Shop

ADMINISTRATOR = "hf_admin_holdfastdemo0000000000000001"


@pytest.fixture
def shop(server):
    answer = requests.post(
        f"{server}/holdfast/v1/merchants",
        json={"name": f"Shop {uuid.uuid4()}"},
        headers={"Authorization": f"Bearer {ADMINISTRATOR}"},
        timeout=30,
    )
    assert answer.status_code == 201, answer.text
    keys = {f"{key['dialect']} {key['kind']}": key["secret"] for key in answer.json()["credentials"]}
    return Shop(server, keys["holdfast merchant"])
