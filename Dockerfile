# The site in one image: application, static files and PDF libraries. PostgreSQL is somebody else's (compose.yaml).
FROM python:3.11-slim-bookworm

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /app

# The same list as `make demo` uses, so that it stands in one place.
COPY tools/system.sh tools/
RUN tools/system.sh demo && rm -rf /var/lib/apt/lists/*

COPY requirements.txt .
RUN pip install --require-hashes --requirement requirements.txt

COPY . .
# Collecting needs the settings to load but none of their secrets.
RUN FINSAM_SECRET_KEY=build FINSAM_ALLOWED_HOSTS=build FINSAM_ORIGIN=https://build EMAIL_URL=dummymail:// \
    DATABASE_URL=sqlite://:memory: python manage.py collectstatic --no-input --verbosity 0 \
    && python -m compileall -q finsam plans budget followup \
    && useradd --system --home-dir /app finsam \
    && install --directory --owner finsam var/cache
USER finsam

EXPOSE 8000
# The site. `python manage.py worker` is the other half, which draws documents and sends letters. Threads, since a program
# that has asked for a document waits here while a worker draws it; hence also the long timeout.
CMD ["gunicorn", "finsam.wsgi", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--workers", "2", \
    "--threads", "4", "--timeout", "120", "--access-logfile", "-", "--logger-class", "finsam.core.logs.GunicornLogger"]
