# One image for the web process and the worker; DATABASE_URL decides whether they are one process or many.
#   web and worker together   docker run -p 3000:3000 -v lintel:/data --env-file .env lintel
#   a further worker          docker run --env-file .env --env ROLE=worker lintel

# The native parser is compiled here: its prebuilt binary wants a newer C++ runtime than Debian 12 has. This image brings
# python3, make, g++ and Node's own headers, so nothing is downloaded but the locked packages.
FROM node:24.21.0-bookworm AS build
WORKDIR /app
ENV npm_config_nodedir=/usr/local
COPY package.json package-lock.json ./
# Without the optional packages: they only bring a second Node for machines whose own is too old.
RUN npm ci --omit=dev --omit=optional --no-audit --no-fund
COPY . .

FROM node:24.21.0-bookworm-slim
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=3000 \
    DATA_DIR=/data
RUN install -d -o node -g node /data && ln -s /app/bin/lintel /usr/local/bin/lintel
WORKDIR /app
# The files belong to root and the process does not: it cannot change what it runs.
COPY --from=build /app ./
USER node
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Node is process 1 and handles SIGTERM itself: it stops taking work, finishes or hands back what it has, and ends.
STOPSIGNAL SIGTERM
CMD ["node", "src/main/server.ts"]
