"""How to have this run again: the command, and the site with every setting of it."""

import json
import shlex

from lab.report.facts.run import Facts
from lab.report.page import Section, Verbatim, Words
from lab.shrinking.toml_text import toml_text


def again(facts: Facts) -> Section:
    """Give the section."""
    header = facts.run.header
    seed = header.seed
    if facts.is_live:
        said = "Put the settings below into a file; what a Supplier asked for is in the ladder and in the run file."
        command = f"premises up --site site.toml --seed {seed}"
    else:
        said = "The same notes come again, byte for byte, from the scenario of that name with the same seed."
        name = header.run_id.removesuffix(f"-{seed}")
        command = f"premises run {shlex.quote(f'scenarios/{name}.toml')} --seed {seed} --record again.vpr"
    parts = (
        Words(said),
        Verbatim("How to run it again", command),
        Verbatim("How to make this page again", f"premises report {shlex.quote(facts.file)} -o report.html"),
        Verbatim("The settings of the site, as it was run", toml_text(json.loads(header.site)), folded=True),
    )
    return Section("again", "Run it again", parts)
