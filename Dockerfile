# The site in one image: application, static files and PDF libraries. PostgreSQL is somebody else's (compose.yaml).
# It runs as a user without rights on a file system that can be read only; what it writes goes to /tmp, var/cache and /backups,
# which are mounted. The version is for people, the digest for the engine; docs/operations.md tells how both are renewed.
FROM python:3.11.16-slim-bookworm@sha256:a36c24f9cbdf4fd0f52d67f0823eeac19c2028c637cecc392d97f980d4fec56b

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 HOME=/tmp
WORKDIR /app

# The same list as `make demo` uses, so that it stands in one place. What fontconfig knows is written down now, not later.
COPY tools/system.sh tools/
RUN tools/system.sh demo && rm -rf /var/lib/apt/lists/* && fc-cache --force

COPY requirements.txt .
RUN pip install --require-hashes --requirement requirements.txt

COPY . .
# Collecting needs the settings to load but none of their secrets. Everything is compiled, whatever apps there are, and
# what is compiled is used without a look at its source.
RUN FINSAM_SECRET_KEY=build FINSAM_ALLOWED_HOSTS=build FINSAM_ORIGIN=https://build EMAIL_URL=dummymail:// \
    DATABASE_URL=sqlite://:memory: python manage.py collectstatic --no-input --verbosity 0 \
    && python -m compileall -q --invalidation-mode unchecked-hash . \
    && useradd --uid 10001 --no-create-home --home-dir /tmp --shell /usr/sbin/nologin finsam \
    && install --directory --owner 10001 --group 10001 var/cache /backups
USER 10001:10001

EXPOSE 8000
# Whether the site is alive. compose.yaml asks a site whether it is ready, and the others nothing.
HEALTHCHECK --interval=15s --timeout=6s --start-period=60s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/halsa/', timeout=5)"]
# The site. `python manage.py worker` is the other half, which draws documents and sends letters. Threads, since a program
# that has asked for a document waits here while a worker draws it; hence also the long timeout.
CMD ["gunicorn", "finsam.wsgi", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--workers", "2", \
    "--threads", "4", "--timeout", "120", "--graceful-timeout", "120", "--worker-tmp-dir", "/dev/shm", "--no-control-socket", \
    "--config", "python:finsam.operations.gunicorn", "--logger-class", "finsam.core.logs.GunicornLogger"]
