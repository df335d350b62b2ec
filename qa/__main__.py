"""`python -m qa` is the command `qa`."""

import sys

from qa.cli import main

sys.exit(main())
