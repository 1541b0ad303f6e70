import { tempFolder } from './temp-folder.ts'

export const manifest = (name: string, post = false): string => `name: ${name}
description: Sample.
runs:
  using: node24
  main: ../../dist/${name}/index.js
${post ? `  post: ../../dist/${name}/post.js\n` : ''}`

/** A bundle that says what it lacks, as those of the actions do. */
export const bundle = `process.stdout.write("::error::Input 'x' is not set. Add 'x: …' under 'with:'.\\n")
process.exitCode = 1
`

/** What two bundles have alike; it holds a whole client of something. */
export const chunk = `exports.id=12,exports.modules={7:()=>'${'client '.repeat(1_000)}'}\n`

export const called = `name: build
on:
  workflow_call:
    inputs: { image: { type: string } }
jobs:
  build:
    runs-on: ubuntu-latest
    services: \${{ fromJSON(inputs.services) }}
    steps:
      - uses: $/actions/docker-cache
      - name: again
        uses: '$/actions/docker-cache' # twice
  scan:
    uses: $/.github/workflows/scan.yml
`

/** What a repository holds that can be released: two actions, and one that is only prepared. */
export const releasable: Record<string, string> = {
  'README.md': `# Kit

Use \`org/ci-kit/docker-cache@v1\` as in [its page](actions/docker-cache/README.md#inputs), or
[the example](examples/shop), [its tool](./examples/shop/tool.md#how), [here](#kit), [there](https://example.com/x).

\`\`\`yaml
- uses: org/ci-kit/docker-registry-cache-build@v1
- uses: org/ci-kit/.github/workflows/build.yml@v1 # [no link](nowhere.md)
\`\`\`
`,
  'action-catalog.md': '# Catalog\n\n[docker-cache](actions/docker-cache/README.md)\n',
  LICENSE: 'Apache\n',
  'package.json': '{}',
  '.github/workflows/build.yml': called,
  '.github/workflows/scan.yml': 'on: [workflow_call, push]\njobs: {}\n',
  '.github/workflows/ci.yml': 'on: push\njobs: {}\n',
  '.github/dependabot.yml': 'version: 2\n',
  'actions/docker-cache/action.yml': manifest('docker-cache', true),
  'actions/docker-cache/README.md': '[other](../words/README.md) [source](src/main.ts)\n',
  'actions/docker-cache/package.json': '{}',
  'actions/docker-cache/src/main.ts': '',
  'actions/words/action.yml': manifest('words'),
  'actions/words/README.md': '# words\n',
  'actions/later/package.json': '{}',
  'dist/docker-cache/12.index.js': chunk,
  'dist/docker-cache/index.js': bundle,
  'dist/docker-cache/post.js': '',
  'dist/docker-cache/package.json': '{"type":"module"}',
  'dist/words/12.index.js': chunk,
  'dist/words/index.js': bundle,
  'docs/security/model.md': '[readme](../../README.md)\n',
  'examples/shop/tool.md': '',
  'test/unit/a.test.ts': '',
}

export const releasableRepository = (more: Record<string, string> = {}): string =>
  tempFolder({ ...releasable, ...more })
