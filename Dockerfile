# One image; web, worker, simulator and prepare differ by their command only.
FROM python:3.13-slim AS build
RUN python -m venv /venv
COPY requirements/scale.txt /requirements.txt
RUN /venv/bin/python -m pip install --no-cache-dir --no-deps --require-hashes \
    -r /requirements.txt

FROM python:3.13-slim
RUN useradd --system --uid 10001 --no-create-home studio \
    && install -d -o studio -g studio /data
COPY --from=build /venv /venv
WORKDIR /app
COPY manage.py ./
COPY locale locale
COPY templates templates
COPY static static
COPY seedream_site seedream_site
COPY teams teams
COPY generations generations
RUN /venv/bin/python -m compileall -q seedream_site teams generations
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    STUDIO_DATA_DIR=/data \
    STUDIO_HOST=0.0.0.0 \
    PORT=8000
USER 10001
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen('http://127.0.0.1:' + os.environ['PORT'] + '/readyz', timeout=4)"]
CMD ["python", "manage.py", "web"]
