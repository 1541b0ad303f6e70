"""Reads orders from standard input and prints the reports."""

import argparse
import json
import sys
from pathlib import Path

from worker.orders import OrderError, quantities
from worker.report import packing_list, to_reorder


def run(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="worker", description=__doc__)
    parser.add_argument("--stock", type=Path, help="JSON object of sku and pieces")
    parser.add_argument("--reserve", type=int, default=5, help="pieces to keep (default 5)")
    options = parser.parse_args(arguments)
    try:
        ordered = quantities(sys.stdin)
    except OrderError as error:
        print(error, file=sys.stderr)
        return 1
    print(*packing_list(ordered), sep="\n")
    if options.stock:
        stock = json.loads(options.stock.read_text(encoding="utf-8"))
        print("reorder:", ", ".join(to_reorder(ordered, stock, options.reserve)) or "nothing")
    return 0


def main() -> None:
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
