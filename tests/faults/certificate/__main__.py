"""``python -m tests.faults.certificate``: every impairment against theory. Exit 0 when theory is met, 1 when not."""

import argparse
import sys
from collections.abc import Iterator, Sequence

from msgspec.json import encode

from tests.faults.certificate.docket import ALL, FLIGHTS, SEEDS, Row, Verdict, judged_beside
from tests.faults.certificate.page import write_page
from tests.faults.certificate.theory import ALPHA


def main(argv: Sequence[str]) -> int:
    """Do what ``argv`` asks for."""
    parser = argparse.ArgumentParser("python -m tests.faults.certificate", description=__doc__)
    parser.add_argument("--json", action="store_true", help="every check, for a program, in place of the table")
    parser.add_argument("--write-docs", action="store_true", help="put the table into docs/certificate.md too")
    parser.add_argument("--workers", type=int, default=2, help="processes that share the work")
    options = parser.parse_args(argv)
    verdict = judged_beside(SEEDS, FLIGHTS, options.workers)
    sys.stdout.write(document(verdict) if options.json else "".join(f"{line}\n" for line in table(verdict)))
    if options.write_docs:
        write_page(verdict, _worst(verdict.rows), FLIGHTS)
    return 0 if verdict.is_good else 1


def document(verdict: Verdict) -> str:
    """Give the verdict as one JSON object."""
    checks = [
        {
            "claim": row.claim,
            "measure": row.check.measure,
            "seed": row.seed,
            "expected": row.check.expected,
            "low": row.check.expected - row.check.spread,
            "high": row.check.expected + row.check.spread,
            "found": row.check.found,
            "likely": row.check.likely,
            "failed": row in verdict.failed,
        }
        for row in verdict.rows
    ]
    said = {
        "good": verdict.is_good,
        "flights": FLIGHTS,
        "seeds": SEEDS,
        "alpha": ALPHA,
        "least_likely": verdict.least_likely,
        "outside": len(verdict.outside),
        "outside_max": verdict.outside_max,
        "checks": checks,
    }
    return encode(said).decode() + "\n"


def table(verdict: Verdict) -> Iterator[str]:
    """Give the verdict for a person: of each measure the least likely seed, then what failed, then the sum."""
    claim = ""
    for row in _worst(verdict.rows):
        if row.claim != claim:
            claim = row.claim
            yield claim
        yield f"  {_line(row)}"
    for row in verdict.failed:
        yield f"FAILED {row.claim}, {_line(row)}"
    yield (
        f"{len(verdict.rows)} checks of {FLIGHTS} flights each: {len(verdict.failed)} failed, {len(verdict.outside)} "
        f"outside their interval of {1 - ALPHA:.1%} (at most {verdict.outside_max} may be)"
    )


def _worst(rows: Sequence[Row]) -> list[Row]:
    worst: dict[tuple[str, str], Row] = {}
    for row in rows:
        key = (row.claim, row.check.measure)
        if key not in worst or row.check.likely < worst[key].check.likely:
            worst[key] = row
    return list(worst.values())


def _line(row: Row) -> str:
    check = row.check
    seed = "all seeds" if row.seed == ALL else f"seed {row.seed}"
    theory = f"theory {check.expected:.6g} +- {check.spread:.2g}"
    return f"{check.measure}: {check.found:.6g}, {theory} ({seed}, p {check.likely:.2g})"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
