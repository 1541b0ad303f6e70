"""Reports for the warehouse."""

from collections.abc import Mapping


def packing_list(ordered: Mapping[str, int]) -> list[str]:
    """One line an article, the biggest pile first."""
    by_pile = sorted(ordered.items(), key=lambda item: (-item[1], item[0]))
    width = max((len(sku) for sku, _ in by_pile), default=0)
    return [f"{sku:<{width}} {quantity:>5}" for sku, quantity in by_pile]


def to_reorder(ordered: Mapping[str, int], stock: Mapping[str, int], reserve: int) -> list[str]:
    """Articles of which less than the reserve is left after the day's orders."""
    left = {sku: stock.get(sku, 0) - quantity for sku, quantity in ordered.items()}
    return sorted(sku for sku, quantity in left.items() if quantity < reserve)
