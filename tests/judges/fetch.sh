#!/bin/sh
# Fetches the outside judges that are no part of the product: zigpy in an environment of its own, and the package
# whose templates hold two public GB firmware images, and the one with the published test certificates that one of them
# is signed under. All are GPL-3: they are run and read, never linked or copied.
# Writes to .venv-oracles/ and .oracles/ only, both ignored by git; does nothing when they are there already.
set -eu

TEMPLATES=0.7.0
KEYSTORE=0.4.2

cd "$(dirname "$0")/../.."

if ! .venv-oracles/bin/python -c "import zigpy" 2>/dev/null; then
    test -x .venv-oracles/bin/python || "${PYTHON:-python3.11}" -m venv .venv-oracles
    .venv-oracles/bin/python -m pip install --quiet --require-hashes -r requirements/oracles.txt
fi

mkdir -p .oracles
for package in "duis-templates-$TEMPLATES" "dccboxed-keystore-$KEYSTORE"; do
    if ! test -s ".oracles/smartdcc-$package.tgz"; then
        (cd .oracles && npm pack --silent "@smartdcc/${package%-*}@${package##*-}" >/dev/null)
    fi
done
