# Node 24 runs the sources as they are: there is no build.
FROM node:24-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts
# Makes the pack of the packages, for a quick start. What made it, and the packages that bring Node along
# for machines without it, are not needed any more.
COPY src/loading ./src/loading
RUN npm run postinstall && npm prune --omit=dev --omit=optional --ignore-scripts

FROM node:24-slim
WORKDIR /app
ENV NODE_ENV=production

COPY --from=packages /app/node_modules ./node_modules
COPY package.json package-lock.json ./
COPY tsconfig.json ./
COPY commands ./commands
COPY src ./src

# The journal and the sessions: mount a volume here, on a local disk.
# What was compiled is kept beside the packages, so that the next start of the container is faster.
RUN mkdir -p data node_modules/.cache/orchid && chown node:node data node_modules/.cache/orchid
VOLUME /app/data
USER node

# Not npm: signals have to reach Orchid itself, so that it drains before it ends.
CMD ["node", "--disable-warning=ExperimentalWarning", "--liftoff-only", "src/start.js"]
