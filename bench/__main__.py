"""`python -m bench [--long] [--data DIR] [--database URL] [NAME ...]`: run the benchmarks and print their tables."""

from __future__ import annotations

import argparse
import importlib
import os
import pkgutil
import platform
import sys
import time
from pathlib import Path

import bench
from bench.tables import Options

HELPERS = {"__main__", "tables"}


def benchmarks() -> list[str]:
    """Names of the modules of this folder that measure something."""
    found = [module.name for module in pkgutil.iter_modules(bench.__path__) if module.name not in HELPERS]
    return sorted(name for name in found if not name.endswith("_peers"))


def main() -> int:
    """Run what was asked for; 1 when a benchmark failed."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=bench.__doc__)
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"which to run: {', '.join(benchmarks())}; all when none is named"
    )
    parser.add_argument("--long", action="store_true", help="also what takes minutes")
    parser.add_argument("--data", type=Path, help="a folder with larger material")
    parser.add_argument(
        "--database",
        default="sqlite",
        metavar="sqlite|URL",
        help="where nodes keep their rows; a PostgreSQL server's URL",
    )
    given = parser.parse_args()
    unknown = set(given.names) - set(benchmarks())
    if unknown:
        parser.error(f"there is no benchmark {', '.join(sorted(unknown))}")
    print(f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}")
    failed = 0
    for name in given.names or benchmarks():
        began = time.monotonic()
        try:
            for table in importlib.import_module(f"bench.{name}").run(Options(given.long, given.data, given.database)):
                print("\n".join(table.lines()), flush=True)
        except Exception as error:  # one benchmark's failure leaves the others' figures
            failed = 1
            print(f"\n{name}: FAILED: {type(error).__name__}: {error}", file=sys.stderr)
        print(f"({name}: {time.monotonic() - began:.0f} s)", flush=True)
    return failed


if __name__ == "__main__":
    sys.exit(main())
