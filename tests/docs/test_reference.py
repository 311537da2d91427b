"""The reference pages say what the code says."""

from __future__ import annotations

import subprocess
import sys


def test_each_page_is_what_the_code_says(checkout):
    """In a process of its own: commands remember how they were called before."""
    command = [sys.executable, "docs/generate.py", "--check"]
    done = subprocess.run(command, cwd=checkout, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout
