"""``python -m meters``: one participant of a live premises."""

import os
import sys

from meters.process import main
from premises.errors import UsageError
from premises.runtime.process import EXIT_USAGE, complain

if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:], os.environ))
    except UsageError as error:
        complain(error)
        sys.exit(EXIT_USAGE)
