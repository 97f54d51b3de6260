"""The suite fails over a leak, wherever it is."""

from pathlib import Path
import re
import subprocess
import sys

import pytest

from . import leaky, spellings

SECRET = "k+y/ü&='%"


@pytest.mark.slow
def test_leak_fails_the_suite() -> None:
    """In every place that is watched, by the secret_monitor that every test has."""
    done = subprocess.run(
        (
            *(sys.executable, "-m", "pytest", "-q", "--no-cov"),
            *("-p", "no:cacheprovider", "-p", "no:xdist", leaky.__file__),
        ),
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    caught = dict(
        re.findall(
            r"ERROR at teardown of test_(\w+) _+\nA secret was seen \((\w+)\)",
            done.stdout,
        )
    )
    leaks = {
        name.removeprefix("test_") for name in vars(leaky) if name.startswith("test_")
    }
    assert caught.keys() == leaks - {"nothing"}, done.stdout
    for name, place in caught.items():
        assert name.startswith(place)
    assert f"{len(leaks)} passed, {len(caught)} errors" in done.stdout


@pytest.mark.parametrize(
    "written",
    [
        "http://x/?key=k%2by%2f%c3%bc%26%3d%27%25&text=a",
        "http://x/?key=k%2By/%C3%BC%26%3D%27%25",
        "GET %2F%3Fkey%3Dk%252By%252F%25C3%25BC%2526%253D%2527%2525",
        '{"key": "k+y/\\u00fc&=\'%"}',
        "<b>k+y/ü&amp;=&#x27;%</b>",
        "Basic YTprK3kvw7wmPScl",
        "Basic aytlL8O8Jj0nJQ== aytWL8O8 ayt5L8O8Jj0nJQ==",
        "6b2b792fc3bc263d2725",
        """('it"s', 'k+y/ü&=\\'%')""",
        "b'k+y/\\xc3\\xbc&=\\'%'",
    ],
)
def test_spellings(written: str) -> None:
    """However it is written."""
    assert any(form in written.casefold() for form in spellings(SECRET))


def test_other_words() -> None:
    """What only resembles it is none."""
    assert not any(form in "k y u & = key" for form in spellings(SECRET))
