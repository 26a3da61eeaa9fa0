# The desk in a container: `docker build --tag proauth-desk .`; compose.yaml runs it beside a
# PostgreSQL. Settings come from the environment; an SQLite file, if any, lies in /app/var.
# Base images are pinned by their digests; `docker buildx imagetools inspect` shows one of a tag.

FROM python:3.13.9-slim-trixie@sha256:326df678c20c78d465db501563f3492d17c42a4afe33a1f2bf5406a1d56b0e86 AS libraries
COPY .ci/locks/run.txt /run.txt
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r /run.txt

FROM python:3.13.9-slim-trixie@sha256:326df678c20c78d465db501563f3492d17c42a4afe33a1f2bf5406a1d56b0e86
RUN useradd --system --uid 10001 --home-dir /app --shell /usr/sbin/nologin desk \
    && install --directory --owner=desk --group=desk /app/var
WORKDIR /app
COPY --from=libraries /venv /venv
COPY manifest.yml ./
COPY models ./models
COPY handlers ./handlers
COPY slackapp ./slackapp
ENV PATH=/venv/bin:/usr/local/bin:/usr/bin:/bin
ENV PYTHONDONTWRITEBYTECODE=1
ENV HOST=0.0.0.0
ENV PORT=3000
USER desk
VOLUME /app/var
EXPOSE 3000
STOPSIGNAL SIGTERM
# The web entrance answers in Socket Mode too.
HEALTHCHECK --interval=30s --timeout=6s --start-period=60s CMD ["python", "-c", "import os, urllib.request as web; web.urlopen('http://127.0.0.1:' + os.environ['PORT'] + '/readyz', timeout=5)"]
ENTRYPOINT ["python", "-m", "slackapp"]
CMD ["serve"]
