"""Only what says the same everywhere is released, and with notes."""

from pathlib import Path
import shutil
import subprocess
import sys

from awesomeversion import AwesomeVersion, AwesomeVersionStrategy
import pytest

ROOT = Path(__file__).parent.parent
READY = {
    "custom_components/iletimerkezi/manifest.json": '{"version": "1.2.0"}',
    "pyproject.toml": '[project]\nversion = "1.2.0"\n',
    "CHANGELOG.md": "# Changelog\n\n## [Unreleased]\n\n"
    "## [1.2.0] - 2026-12-01\n\n### Fixed\n\n- The siren.\n\n"
    "## [1.1.0] - 2026-11-30\n\n- Older.\n",
    "README.md": "https://github.com/somebody/ha-iletimerkezi",
    "README.tr.md": "https://github.com/somebody/ha-iletimerkezi",
}


def release(
    folder: Path, *arguments: str, changed: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the command in a repository that is ready but for some changes."""
    for name, text in (READY | (changed or {})).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    (folder / "scripts").mkdir()
    command = shutil.copy(ROOT / "scripts" / "release", folder / "scripts")
    return subprocess.run(
        [sys.executable, command, *arguments],
        capture_output=True,
        text=True,
        check=False,
    )


def test_notes_of_a_ready_version(tmp_path: Path) -> None:
    done = release(tmp_path, "v1.2.0")
    assert done.returncode == 0, done.stderr
    assert done.stdout == "### Fixed\n\n- The siren.\n"


@pytest.mark.parametrize(
    ("tag", "changed", "reason"),
    [
        ("1.2.0", {}, "not a version with a v"),
        ("v1.2", {}, "not a version with a v"),
        ("v1.2.0-beta", {}, "not a version with a v"),
        ("v1.3.0", {}, "CHANGELOG.md has no entry for 1.3.0"),
        (
            "v1.2.0",
            {"custom_components/iletimerkezi/manifest.json": '{"version": "1.1.0"}'},
            "manifest.json is of version 1.1.0",
        ),
        (
            "v1.2.0",
            {"pyproject.toml": '[project]\nversion = "1.1.0"\n'},
            "pyproject.toml is of version 1.1.0",
        ),
        (
            "v1.2.0",
            {"CHANGELOG.md": "## [1.2.0] - unreleased\n\n- The siren.\n"},
            "no date",
        ),
        (
            "v1.2.0",
            {"CHANGELOG.md": "## [1.2.0] - 2026-12-01\n\n## [1.1.0]\n\n- Older.\n"},
            "CHANGELOG.md has no entry for 1.2.0",
        ),
        (
            "v1.2.0",
            {"docs/en/x.md": "https%3A%2F%2Fgithub.com%2FOWNER%2Fx"},
            "OWNER must still be replaced, for example in docs/en/x.md (files: 1)",
        ),
        (
            "v1.2.0",
            {".github/ISSUE_TEMPLATE/config.yml": "url: https://github.com/OWNER/x"},
            "OWNER must still be replaced, for example in .github",
        ),
        (
            "v1.2.0",
            {"SECURITY.md": "https://github.com/OWNER/x"},
            "OWNER must still be replaced, for example in SECURITY.md (files: 1)",
        ),
    ],
)
def test_what_blocks_a_release(
    tmp_path: Path, tag: str, changed: dict[str, str], reason: str
) -> None:
    done = release(tmp_path, tag, changed=changed)
    assert done.returncode == 1
    assert reason in done.stderr
    assert not done.stdout


def test_notes_of_a_ready_pre_release(tmp_path: Path) -> None:
    changed = {
        name: text.replace("1.2.0", "1.2.0-beta.1") for name, text in READY.items()
    }
    done = release(tmp_path, "v1.2.0-beta.1", changed=changed)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "### Fixed\n\n- The siren.\n"


@pytest.mark.parametrize(
    ("tag", "said"),
    [
        ("v1.2.0", "false"),
        ("v1.2.0-beta.1", "true"),
        ("v1.2.0-rc.12", "true"),
        ("v1.2.0-alpha.1", "true"),
    ],
)
def test_suffix_makes_a_pre_release(tmp_path: Path, tag: str, said: str) -> None:
    done = release(tmp_path, "--is-prerelease", tag)
    assert done.returncode == 0
    assert done.stdout == f"{said}\n"


@pytest.mark.parametrize("tag", ["v1.2.0-beta", "v1.2.0b1", "main", ""])
def test_invalid_tag_is_neither(tmp_path: Path, tag: str) -> None:
    done = release(tmp_path, "--is-prerelease", tag)
    assert done.returncode != 0
    assert not done.stdout


@pytest.mark.parametrize("version", ["1.2.0", "1.2.0-beta.1", "1.2.0-rc.12"])
def test_home_assistant_understands_the_version(version: str) -> None:
    assert AwesomeVersion(version).strategy is AwesomeVersionStrategy.SEMVER
    assert AwesomeVersion("1.1.9") < version
    assert (AwesomeVersion(version) < "1.2.0") is (version != "1.2.0")


def test_version_of_this_repository_is_the_same_everywhere() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "scripts" / "release", "v0.0.0"],
        capture_output=True,
        text=True,
        check=False,
    )
    versions = [line.rpartition(" ")[2] for line in done.stderr.splitlines()[:2]]
    assert versions[0] == versions[1]
    assert f"## [{versions[0]}]" in (ROOT / "CHANGELOG.md").read_text("utf-8")
