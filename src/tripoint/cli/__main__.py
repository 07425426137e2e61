"""`python -m tripoint.cli`: the same as the installed `tripoint` command."""

from tripoint.cli import main

if __name__ == "__main__":
    main()
