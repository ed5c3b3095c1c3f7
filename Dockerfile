# The bot in production, with no more than it needs. The same version of Node as the tests run on (package.json).
FROM node:24.21.0-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
# No package that production needs has an install script to run; type declarations and source maps are half the weight.
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund \
  && find node_modules -type f \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' \) -delete

FROM node:24.21.0-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3978 DATA_DIR=/data
WORKDIR /app
# Owned by root and run by node: the process cannot change its own code.
COPY --from=packages /app/node_modules node_modules
COPY package.json LICENSE ./
COPY src src
# Everything is compiled once, here, so that a start takes less. Node keeps a cache for each user, so it is node that fills
# it, and root that owns it afterwards. The flags are those that it starts with, or the cache would not count.
ENV NODE_COMPILE_CACHE=/app/compiled
RUN install -d -o node -g node /app/compiled
USER node
RUN ["node", "--min-semi-space-size=4", "--max-semi-space-size=4", "--heap-growing-percent=50", "--initial-old-space-size=64", "src/compile.ts"]
USER root
RUN chown -R root:root /app/compiled && chmod -R a+rX,go-w /app/compiled
# The only place that is written to; nothing is with DATABASE_URL set. WAL needs a disk, not a network share.
RUN install -d -o node -g node -m 700 /data
VOLUME /data
USER node
EXPOSE 3978
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Node itself, with no shell or npm in between that would keep SIGTERM from it.
# Node would rather take memory than tidy up, up to several times what it needs. So it tidies up when its heap has grown by
# half, but not before it has what a start needs. --optimize-for-size would cost far more of the processor's time.
CMD ["node", "--min-semi-space-size=4", "--max-semi-space-size=4", "--heap-growing-percent=50", "--initial-old-space-size=64", "src/main.ts"]
