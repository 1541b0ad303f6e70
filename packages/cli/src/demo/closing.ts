import type { LeftRunning } from './demo.ts'

/** What to look at after the demo. */
export const whatNext = (): string =>
  [
    'What to try next:',
    '  npm run demo -- --keep                  leaves the registry and the work folder for looking around',
    '  npm run demo -- --json                  the table for scripts',
    '  npx ci-kit run docker-cache --help      runs one action on a folder of yours',
    '  examples/shop/.github/workflows/ci.yml  the workflow that this was, to copy',
  ].join('\n')

/** How to look around in what was kept, and how to end it. */
export const lookAround = ({ registry, folder, builder, processes }: LeftRunning): string =>
  [
    'Left running:',
    `  http://${registry}/v2/_catalog   the registry with images and caches`,
    `  ${folder}/shop   the clone, with its commits`,
    'A builder for buildx:',
    ...Object.entries(builder)
      .filter(([name]) => name !== 'PATH')
      .map(([name, value]) => `  export ${name}=${value}`),
    `  export PATH=${builder.PATH?.split(':')[0]}:$PATH`,
    'To end it:',
    `  kill ${processes.join(' ')}; rm -r ${folder}`,
  ].join('\n')
