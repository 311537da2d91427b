"""The reference pages say what the code says."""

from __future__ import annotations

import importlib.util

import pytest


@pytest.fixture(scope="module")
def generator(checkout):
    spec = importlib.util.spec_from_file_location("generate", checkout / "docs" / "generate.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_each_page_is_what_the_code_says(generator, capsys):
    assert generator.main(["--check"]) == 0, capsys.readouterr().out


def test_pages_that_are_linked_exist(checkout):
    readme = (checkout / "README.md").read_text(encoding="utf-8")
    links = [part.partition(")")[0] for part in readme.split("](")[1:]]
    assert [link for link in links if not (checkout / link).exists()] == []
