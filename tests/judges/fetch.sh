#!/bin/sh
# Fetches the outside judges that are no part of the product: zigpy in an environment of its own, and the package
# whose templates hold two public GB firmware images, the one with the published test certificates that one of them
# is signed under, and those that read, check and sign DUIS. All are GPL-3: they are run and read, never copied.
# Writes to .venv-oracles/ and .oracles/ only, both ignored by git; does nothing when they are there already.
set -eu

TEMPLATES=0.7.0
KEYSTORE=0.4.2

cd "$(dirname "$0")/../.."

if ! .venv-oracles/bin/python -c "import zigpy" 2>/dev/null; then
    test -x .venv-oracles/bin/python || "${PYTHON:-python3.11}" -m venv .venv-oracles
    .venv-oracles/bin/python -m pip install --quiet --require-hashes -r requirements/oracles.txt
fi

mkdir -p .oracles/npm
for package in "duis-templates-$TEMPLATES" "dccboxed-keystore-$KEYSTORE"; do
    if ! test -s ".oracles/smartdcc-$package.tgz"; then
        (cd .oracles && npm pack --silent "@smartdcc/${package%-*}@${package##*-}" >/dev/null)
    fi
done

# What the lock beside the tests of each has: for DUIS templates, parser, and the signer with the XSD and test keys in
# it; for diagrams the real Mermaid, and what stands in for its browser.
fetch_locked() {
    if ! cmp -s "$1/package-lock.json" "$2/package-lock.json" || ! test -d "$2/node_modules"; then
        mkdir -p "$2"
        cp "$1/package.json" "$1/package-lock.json" "$2/"
        (cd "$2" && npm ci --ignore-scripts --no-audit --no-fund --silent)
    fi
}
fetch_locked tests/judges/duis/npm .oracles/npm
fetch_locked tests/judges/diagrams/npm .oracles/diagrams
