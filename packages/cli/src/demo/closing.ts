import type { LeftRunning } from './demo.ts'
import type { Trust } from './proof-story.ts'

/** What to look at after the demo. */
export const whatNext = (): string =>
  [
    'What to try next:',
    '  npm run demo -- --keep                  leaves the registry and the work folder for looking around',
    '  npm run demo -- --quick                 without the large image',
    '  npm run demo -- --json                  the table for scripts',
    '  npx ci-kit run docker-cache --help      runs one action on a folder of yours',
    '  examples/shop/.github                   the workflows and components that this was, to copy',
  ].join('\n')

/** How to look around in what was kept, and how to end it. */
export const lookAround = (left: LeftRunning): string => {
  const { registry, folder, builder, processes, trust } = left
  const { PATH = '', ...variables } = builder
  return [
    'Left running:',
    `  http://${registry}/v2/_catalog   the registry with images and caches`,
    `  ${folder}/shop   the clone, with its commits`,
    'To build in it, with a builder that is there for you:',
    ...Object.entries(variables).map(([name, value]) => `  export ${name}=${value}`),
    `  export PATH=${PATH.split(':')[0]}:$PATH`,
    `  npx ci-kit run docker-cache --workspace ${folder}/shop ${inputs(left)}`,
    ...(trust ? ['To verify what was signed:', `  npx ci-kit verify ${verifying(trust)}`] : []),
    'To end it:',
    `  kill ${processes.join(' ')}; rm -r ${folder}`,
  ].join('\n')
}

/** The Sigstore is gone; its trusted root and what it has signed are all that a verification takes. */
const verifying = ({ images, signer, trustedRoot }: Trust): string =>
  [
    ...images.slice(0, 1),
    `--signer-workflow ${signer}`,
    `--trusted-root ${trustedRoot}`,
    '--evidence registry',
  ].join(' ')

const inputs = ({ registry, bases }: LeftRunning): string =>
  [
    `registry=${registry}`,
    'image-name=acme/shop/worker',
    'file=services/worker/Dockerfile',
    ...(bases.PYTHON ? [`build-args=PYTHON=${bases.PYTHON}`] : []),
  ]
    .map((input) => `--with ${input}`)
    .join(' ')
