"""``python -m lab``: the ``premises`` command, for a supervisor that starts itself."""

from lab.cli import main

if __name__ == "__main__":
    main()
