# Faultline, in two stages: the wheel with its web client, then a small image that runs it.
FROM python:3.13-slim AS build
WORKDIR /src
COPY . .
RUN pip install --no-cache-dir build \
 && PIP_BUILD_CONSTRAINT=constraints.txt python -m build --wheel --outdir /dist

FROM python:3.13-slim
COPY constraints.txt /tmp/constraints.txt
COPY --from=build /dist /dist
RUN pip install --no-cache-dir --constraint /tmp/constraints.txt "$(echo /dist/*.whl)" \
 && rm -r /dist /tmp/constraints.txt \
 && useradd --create-home --uid 1000 faultline \
 && install -d -o faultline /data
USER faultline
ENV FAULTLINE_STORE=sqlite:////data/faultline.sqlite \
    FAULTLINE_FOLDER=/data \
    FAULTLINE_HOST=0.0.0.0
VOLUME /data
EXPOSE 8480
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s --start-interval=1s \
  CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8480/readyz', timeout=4)"]
CMD ["faultline", "serve"]
