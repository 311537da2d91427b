"""Settings come from the environment and one file; what is not known is an error that names the nearest."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from api.settings import Settings, load_settings, reference
from cmdb.errors import Invalid


def test_the_command_line_wins_over_the_environment_and_that_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / "faultline.toml"
    file.write_text('port = 1000\nthreads = 3\nmetrics_public = false\nfolder = "/x"\n')
    environ = {"FAULTLINE_SETTINGS": str(file), "FAULTLINE_PORT": "2000", "FAULTLINE_WORKERS": "2", "HOME": "/"}
    found = load_settings(environ, workers=5, host=None)
    assert (found.port, found.threads, found.workers, found.metrics_public) == (2000, 3, 5, False)
    assert found.folder == Path("/x")
    assert found.host == "127.0.0.1"


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({"FAULTLINE_PROT": "1"}, "FAULTLINE_PORT"),
        ({"FAULTLINE_PORT": "many"}, "is no int"),
        ({"FAULTLINE_PORT": "70000"}, "0 to 65535"),
        ({"FAULTLINE_DEMO": "maybe"}, "is no bool"),
        ({"FAULTLINE_LOG_FORMAT": "xml"}, "text, json"),
        ({"FAULTLINE_SETTINGS": "/nowhere.toml"}, "no such file"),
    ],
)
def test_a_mistake_is_named(environ: dict[str, str], words: str) -> None:
    with pytest.raises(Invalid) as caught:
        load_settings(environ)
    assert words in str(caught.value)


def test_a_mistake_in_the_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "x.toml"
    file.write_text("theads = 3\n")
    with pytest.raises(Invalid, match="threads"):
        load_settings({}, file)
    file.write_text("threads =\n")
    with pytest.raises(Invalid, match="no TOML"):
        load_settings({}, file)


def test_what_other_parts_of_the_product_read_is_no_mistake() -> None:
    load_settings(
        {
            "FAULTLINE_SKIP_UI": "1",
            "FAULTLINE_TEST_NEO4J": "bolt://x",
            "FAULTLINE_CACHE": "/x",
            "FAULTLINE_KERNELS": "plain",
        }
    )


def test_the_reference_names_every_setting() -> None:
    rows = list(reference())
    assert [row.name for row in rows] == [each.name for each in fields(Settings)]
    assert all(row.help.endswith(".") for row in rows)
    assert rows[0].variable == "FAULTLINE_STORE"
