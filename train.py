"""python train.py [--labels DIR]: labels/ in, models/trained/ out, a report on the screen."""

import sys

from filings.cli import main

if __name__ == "__main__":
    sys.argv[1:1] = ["train"]
    main()
