"""How many inputs a run of the fuzz tests sees: 2 000 in CI, always the same ones; 100 000 new ones at night."""

import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from tests.fence import watch

from .targets import Ground

watch()  # where these tests run without those of the library

collect_ignore = ["atheris_targets.py"]  # run by hand, with atheris
NIGHTLY = os.environ.get("SCO_DATA_NIGHTLY") == "1"
SEEN: Counter[str] = Counter()

settings.register_profile(
    "fuzz",
    deadline=None,  # a loaded machine is no fault of the code; that nothing hangs, the limit of each input tells
    derandomize=not NIGHTLY,
    print_blob=True,
    suppress_health_check=list(HealthCheck),
    database=None,
    phases=[Phase.explicit, Phase.generate],
)


@pytest.fixture(scope="session")
def seen() -> Callable[[str], None]:
    """Count an input of a target."""

    def count(target: str) -> None:
        SEEN[target] += 1

    return count


@pytest.fixture(scope="session")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    """A small package of real rows in a folder of its own."""
    return Ground.made(Path(tmp_path_factory.mktemp("ground")))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many inputs there were."""
    if SEEN:
        each = ", ".join(f"{target} {count}" for target, count in sorted(SEEN.items()))
        terminalreporter.write_line(f"fuzz: {sum(SEEN.values())} inputs ({each})")
