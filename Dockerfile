# One image for the three production processes: dist/main.js (web), dist/worker.js, dist/inbound.js.
FROM node:22-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --include=dev --no-audit --no-fund
COPY tsconfig.json nest-cli.json ./
COPY bin bin
COPY src src
COPY templates templates
RUN node bin/setup.mjs && npm prune --omit=dev --no-audit --no-fund

FROM node:22-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY package.json ./
COPY bin bin
COPY templates templates
COPY migrations migrations
# DKIM keys and the like are mounted here; the database is PostgreSQL's own container.
RUN mkdir /app/var && chown node:node /app/var
USER node
EXPOSE 3000 2525
STOPSIGNAL SIGTERM
CMD ["node", "--enable-source-maps", "dist/main.js"]
