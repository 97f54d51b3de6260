"""Tries hostile answers, and prints what became of them."""

import argparse
import sys
from time import perf_counter

from . import Summary, fuzz

_SEED = 186


def main() -> int:
    """Return 0 if nothing crashed, took too long or too much."""
    parser = argparse.ArgumentParser(
        prog="scripts/fuzz",
        description="Feed hostile responses to the parsers.",
    )
    parser.add_argument("--count", type=int, default=100_000, help="number of inputs")
    parser.add_argument("--seed", type=int, default=_SEED, help="random seed")
    arguments = parser.parse_args()
    began = perf_counter()
    summary = fuzz(arguments.count, arguments.seed)
    _print(summary, arguments.seed, perf_counter() - began)
    return 1 if summary.failures else 0


def _print(summary: Summary, seed: int, seconds: float) -> None:
    """Print counts and bounds."""
    outcomes = sorted({outcome for _, outcome in summary.outcomes})
    lines = [
        f"{summary.count:,} inputs from seed {seed} in {seconds:.0f} s",
        "",
        f"{'':12}" + "".join(f"{outcome:>12}" for outcome in outcomes),
    ]
    for parser in dict.fromkeys(parser for parser, _ in sorted(summary.outcomes)):
        counts = (summary.outcomes[parser, outcome] for outcome in outcomes)
        lines.append(f"{parser:12}" + "".join(f"{count:>12,}" for count in counts))
    lines += [
        "",
        *(f"{kind:20}{count:>10,}" for kind, count in summary.kinds.most_common()),
        "",
        f"slowest:     {summary.slowest[0] * 1000:.0f} ms ({summary.slowest[1]})",
        f"most memory: {summary.largest[0] / 2**20:.1f} MiB ({summary.largest[1]})",
        f"the process has grown by {summary.resident / 2**20:.0f} MiB",
        "",
        *summary.failures[:20],
        f"{len(summary.failures)} failures",
    ]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    sys.exit(main())
