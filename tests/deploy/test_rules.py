"""The alerting rules for Prometheus: they ask for metrics that there are."""

import re
from pathlib import Path

import yaml
from prometheus_client import generate_latest

from bot.edges.metrics import registry
from tests.edges.test_metrics import BUSY

RULES = Path(__file__).parents[2] / "deploy" / "alerts.rules.yaml"


def test_every_metric_that_a_rule_asks_for_is_served() -> None:
    served = generate_latest(registry(lambda: BUSY)).decode()
    (group,) = yaml.safe_load(RULES.read_text("utf-8"))["groups"]
    asked = {name for rule in group["rules"] for name in re.findall(r"pobot_\w+", rule["expr"])}
    assert len(asked) == len(group["rules"])
    assert {name for name in asked if not re.search(rf"(?m)^{name}\b", served)} == set()
