"""``python -m tests.journey.stalls``: the labelled matrix, a line a case; exit 1 when a bar does not hold."""

import sys
import time
from dataclasses import replace

from premises.quantity import in_seconds
from tests.journey.stalls.cases import cases
from tests.journey.stalls.matrix import fits, named_within, off_median, row_of, tell_case


def main() -> int:
    rows = []
    only = sys.argv[1:]
    seed = int(only.pop(0)) if only and only[0].isdigit() else 1
    for case in cases():
        if only and not any(word in case.name for word in only):
            continue
        began = time.monotonic()
        row = row_of(tell_case(replace(case, seed=seed)))
        rows.append(row)
        took = time.monotonic() - began
        named = "-" if row.named_after is None else f"{in_seconds(row.named_after):.1f}"
        late = row.named_after is not None and row.named_after > named_within(row)
        flag = "ok  " if row.is_right else "UNEX" if row.is_unexplained else "BAD "
        print(f"{flag}{'LATE' if late else ''} {case.name} {case.device} [{case.label}] named {named} s ({took:.1f} s)")
        for look in row.looks:
            off = "" if look.off_by is None else f" off {in_seconds(look.off_by):.2f}"
            if not fits(look.answer, case.label) or "-v" in only:
                said = "-" if look.answer is None else f"{look.answer.cause.code} {look.answer.at}: {look.answer.words}"
                print(f"      {in_seconds(look.at):.1f}: {said}{off}")
    right = sum(row.is_right for row in rows)
    print(len(rows), "right", right, "unexplained", sum(row.is_unexplained for row in rows), "off", off_median(rows))
    return 0


sys.exit(main())
