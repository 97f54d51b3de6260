"""Print how long measuring and shortening take.

Run it with `.venv/bin/python scripts/benchmark_text.py`.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
import random
import sys
from time import perf_counter_ns

sys.path.insert(0, str(Path(__file__).parent.parent))

from custom_components.iletimerkezi.api import text as api

SEED = 186
TEXTS = 1_000
LENGTH = 1_000  # characters of a text
ROUNDS = 5  # the fastest one counts: the others were disturbed

WORDS = [
    *("su", "bas", "alarm", "kapi", "pencere", "sicaklik", "21.5", "nem", "48", "%"),
    *("salonda,", "mutfakta!", "(23:15)"),
]
TURKISH_WORDS = [
    *("baskın", "kapı", "sıcaklık", "değişti,", "ışık", "söndü!", "Şofben", "İğne"),
]
KINDS = {
    "plain": WORDS,
    "plain with extension characters": [*WORDS, "5€", "[ev]", "~20"],
    "Turkish": WORDS + TURKISH_WORDS,
    "emoji": [*WORDS, *TURKISH_WORDS, "🚨", "👩‍👩‍👧", "👍🏽", "🇹🇷"],
    "marks": ["ş", "g\u0306", "e\u0301\u0323", "नमस्ते", "한국"],
}
TASKS: dict[str, Callable[[str], object]] = {
    "measure": api.measure,
    "shorten to 7": lambda text: api.shorten(text, 7),
    "shorten to 3": lambda text: api.shorten(text, 3),
    "shorten to 1": lambda text: api.shorten(text, 1),
    "plain": api.plain,
    "clean": api.clean,
}


def make_texts(words: Sequence[str]) -> list[str]:
    """Make texts of exactly `LENGTH` characters, the same ones every time."""
    dice = random.Random(SEED)
    return [" ".join(dice.choices(words, k=LENGTH))[:LENGTH] for _ in range(TEXTS)]


def microseconds(task: Callable[[str], object], texts: Sequence[str]) -> float:
    """Return the time that one text takes on average."""
    rounds = []
    for _ in range(ROUNDS):
        start = perf_counter_ns()
        for text in texts:
            task(text)
        rounds.append(perf_counter_ns() - start)
    return min(rounds) / len(texts) / 1_000


def main() -> None:
    """Print a table of microseconds."""
    print(
        f"Microseconds for a text of {LENGTH:,} characters, average of {TEXTS:,} texts"
    )
    print(f"{'':32}" + "".join(f"{name:>14}" for name in TASKS))
    for kind, words in KINDS.items():
        texts = make_texts(words)
        times = "".join(f"{microseconds(task, texts):14.1f}" for task in TASKS.values())
        print(f"{kind:32}{times}")


if __name__ == "__main__":
    main()
