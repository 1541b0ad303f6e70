"""Orders as the API writes them: one JSON object a line."""

import json
from collections import Counter
from collections.abc import Iterable


class OrderError(ValueError):
    """A line that is no order."""


def quantities(lines: Iterable[str]) -> Counter[str]:
    """How many pieces of each article were ordered. Empty lines are skipped."""
    total: Counter[str] = Counter()
    for number, line in enumerate(lines, start=1):
        if line.strip():
            total.update(_quantities_of(line, number))
    return total


def _quantities_of(line: str, number: int) -> Counter[str]:
    try:
        order = json.loads(line)
        return Counter({item["sku"]: int(item["quantity"]) for item in order["lines"]})
    except (ValueError, KeyError, TypeError) as error:
        raise OrderError(f"line {number} is no order: {error!r}") from error
