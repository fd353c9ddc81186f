# Node 24 runs the sources as they are: there is no build.
FROM node:24-slim
WORKDIR /app
ENV NODE_ENV=production

COPY package.json package-lock.json ./
# The packages that bring Node along are for machines without it; no package runs a script at install.
RUN npm ci --omit=dev --omit=optional --ignore-scripts && npm cache clean --force
COPY tsconfig.json ./
COPY commands ./commands
COPY src ./src

# The journal and the sessions: mount a volume here, on a local disk.
# What was compiled is kept beside the packages, so that the next start of the container is faster.
RUN mkdir -p data node_modules/.cache && chown node:node data node_modules/.cache
VOLUME /app/data
USER node

# Not npm: signals have to reach Orchid itself, so that it drains before it ends.
CMD ["node", "--disable-warning=ExperimentalWarning", "src/start.js"]
