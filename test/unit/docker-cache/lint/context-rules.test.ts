import { describe, expect, test } from '@jest/globals'
import { linesOf, linted } from './linted.ts'

describe('missing-dockerignore', () => {
  const missing = { dockerignore: undefined }

  test.each([
    ['COPY .', ['FROM a:1', 'COPY . /app'], [2]],
    ['ADD .', ['FROM a:1', 'ADD ./ /app'], [2]],
    ['a list', ['FROM a:1', 'COPY ["a", ".", "/app/"]'], [2]],
    ['with --link', ['FROM a:1', 'COPY --link --chown=1 . .'], [2]],
    ['a folder', ['FROM a:1', 'COPY src /app'], []],
    ['of another stage', ['FROM a:1 AS b', 'FROM a:1', 'COPY --from=b . /app'], []],
    ['with exclusions', ['FROM a:1', 'COPY --exclude=.git . /app'], []],
    ['in a stage that is not built', ['FROM a:1', 'COPY . .', 'FROM b:1'], []],
    ['mounted', ['FROM a:1', 'RUN --mount=target=/src make'], []],
  ])('%s', (_, lines, found) => {
    expect(linesOf('missing-dockerignore', lines, missing)).toEqual(found)
  })

  test('is silent when there is one, even an empty one', () => {
    expect(linesOf('missing-dockerignore', ['FROM a:1', 'COPY . .'], { dockerignore: '' })).toEqual(
      [],
    )
  })

  test('says how much is copied', () => {
    const facts = { ...missing, context: { files: 1200, bytes: 41_500_000 } }
    const [finding] = linted(['FROM a:1', 'COPY . .'], facts)
    expect(finding?.message).toContain('(1200 files, 42 MB)')
    expect(finding?.fix).toContain('.dockerignore')
  })
})

describe('copy-before-install', () => {
  const found = (...lines: string[]) => linesOf('copy-before-install', ['FROM a:1', ...lines])

  test.each([
    ['npm', 'RUN npm ci'],
    ['npm with options', 'RUN npm install --omit=dev'],
    ['yarn', 'RUN yarn --frozen-lockfile'],
    ['pnpm', 'RUN corepack enable && pnpm install --frozen-lockfile'],
    ['pip', 'RUN pip install --no-cache-dir -r requirements.txt'],
    ['pip as a module', 'RUN python -m pip install -r requirements.txt'],
    ['poetry', 'RUN poetry install'],
    ['go', 'RUN go mod download && go build ./...'],
    ['cargo', 'RUN cargo build --release'],
    ['maven', 'RUN mvn -B package'],
    ['bundler', 'RUN bundle install'],
  ])('%s', (_, run) => {
    expect(found('COPY . .', run)).toEqual([2])
  })

  test.each([
    [
      'dependencies first',
      ['COPY package*.json ./', 'RUN npm ci', 'COPY . .', 'RUN npm run build'],
    ],
    [
      'dependencies first, then completed',
      ['RUN pip install -r a.txt', 'COPY . .', 'RUN pip install -r b.txt'],
    ],
    ['the cache mounted', ['COPY . .', 'RUN --mount=type=cache,target=/root/.npm npm ci']],
    ['a folder only', ['COPY src .', 'RUN npm ci']],
    ['a package by name', ['COPY . .', 'RUN npm install -g serve']],
    ['one package', ['COPY . .', 'RUN npm install express']],
    ['the project itself', ['COPY . .', 'RUN pip install .']],
    ['no installation', ['COPY . .', 'RUN make']],
    ['only the version', ['COPY . .', 'RUN yarn --version']],
    ['go with a folder of its own', ['COPY . .', 'RUN go build ./...']],
    [
      'maven with dependencies first',
      ['COPY pom.xml .', 'RUN mvn dependency:go-offline package', 'COPY . .', 'RUN mvn package'],
    ],
  ])('not with %s', (_, lines) => {
    expect(found(...lines)).toEqual([])
  })

  test('not when the stage below has installed them', () => {
    const lines = ['FROM a:1 AS deps', 'RUN npm ci', 'FROM deps', 'COPY . .', 'RUN npm ci']
    expect(linesOf('copy-before-install', lines)).toEqual([])
  })

  test('names both lines and the files to copy first', () => {
    const [finding] = linted(['FROM a:1', 'COPY . .', 'ENV A=1', 'RUN yarn'])
    expect(finding).toMatchObject({
      rule: 'copy-before-install',
      line: 2,
      message: expect.stringContaining('line 4'),
      fix: expect.stringContaining('COPY package.json yarn.lock ./'),
    })
  })
})
