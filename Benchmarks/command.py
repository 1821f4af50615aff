"""What both tables are told on their command line."""

import argparse
import fnmatch


def options(description, rows):
    """The options, and the rows that they name."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--rows", default="*")
    parser.add_argument("--keep", action="store_true")
    found = parser.parse_args()
    named = [row for row in rows if fnmatch.fnmatchcase(row.name, found.rows)]
    if not named:
        parser.error("no row is called %s; there are: %s" % (found.rows, ", ".join(row.name for row in rows)))
    if found.rounds < 1:
        parser.error("--rounds must be 1 or more")
    return found, named
