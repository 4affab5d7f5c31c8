# One image for every process of a premises; which one it is, compose.yaml says (docs/compose.md).
FROM python:3.11-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
RUN python -m venv /opt/premises
ENV PATH=/opt/premises/bin:$PATH
WORKDIR /build
COPY requirements requirements
# The build backend's hash stands in the lock of the developers, so that nothing is installed without one.
RUN sed -n '/^setuptools==/,/[^\\]$/p' requirements/dev.txt > backend.txt \
  && python -m venv /opt/backend \
  && /opt/backend/bin/python -m pip install --quiet --require-hashes -r backend.txt \
  && python -m pip install --quiet --require-hashes -r requirements/core.txt
COPY . .
RUN /opt/backend/bin/python -m pip wheel --quiet --no-deps --no-build-isolation --wheel-dir dist . \
  && python -m pip install --quiet --no-deps --no-index dist/*.whl

FROM python:3.11-slim-bookworm
# Volumes take their owner and mode from these when they are first mounted.
RUN groupadd --gid 10001 premises \
  && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin premises \
  && install --directory --owner=10001 --group=10001 --mode=0700 /keys /shelves /runs
COPY --from=build /opt/premises /opt/premises
ENV PATH=/opt/premises/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
USER 10001:10001
WORKDIR /runs
CMD ["premises", "--help"]
