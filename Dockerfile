# syntax=docker/dockerfile:1
# One image for web, workers, dispatcher and management commands; docker-compose.yml says which runs what.

FROM python:3.11.13-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /app
COPY requirements.lock ./
RUN python -m venv /opt/venv && /opt/venv/bin/pip install --require-hashes --no-deps -r requirements.lock
COPY . .
# Translations and static files are made once, here. Production does not start without its secrets: these stand in for
# them while files are collected, and are in no layer of the final image.
RUN for catalogue in locale/*/LC_MESSAGES/django.po; do \
        locale="${catalogue#locale/}" && \
        /opt/venv/bin/pybabel -q compile --locale "${locale%%/*}" -i "$catalogue" -o "${catalogue%.po}.mo"; \
    done && \
    PV_MODE=production PV_VAR=/app/var SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(64))')" \
    ALLOWED_HOSTS=localhost BASE_URL=https://localhost DATABASE_URL=sqlite://:memory: CELERY_BROKER_URL=redis://localhost \
    CACHE_URL=rediscache://localhost EMAIL_URL=consolemail:// DEFAULT_FROM_EMAIL=nobody@localhost \
    /opt/venv/bin/python manage.py collectstatic --noinput

FROM python:3.11.13-slim-bookworm
# Debian keeps one version of each in a release and replaces it for security alone: a pinned one would stop the build.
# hadolint ignore=DL3008
RUN apt-get update && \
    apt-get install -y --no-install-recommends libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0 && \
    rm -rf /var/lib/apt/lists/* && \
    useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin proven && \
    install -d -o proven /srv/media
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    PV_MODE=production PV_VAR=/app/var PV_MEDIA=/srv/media HOME=/tmp
USER 10001
EXPOSE 8000
# Worker files lie in memory: on a slow disk gunicorn's sign of life would block.
CMD ["gunicorn", "config.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4", "--worker-tmp-dir", "/dev/shm"]
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s CMD ["python", "docker/healthy.py"]
