import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isObject } from '@ci-kit/core/json'
import { parse, stringify } from 'yaml'

/** Makes a file in the home folder wherever a shell reads it. */
const RUN = `$(cd;touch\${IFS}pwned)`

const FORGED = '::set-output name=has-images::false'

/** A name that Git allows. */
export const BRANCH = `x";${RUN};'\${{github.token}}`

export const MESSAGE = `feat: ${RUN} "'\n\n${FORGED}\n\${{ secrets.GITHUB_TOKEN }}`

/** A source of the worker. */
export const HOSTILE_FILE = `services/worker/worker/${RUN}\n${FORGED}\n"'\`\${{ github.token }}.txt`

export const HOSTILE_CHECK = 'quotes'

/** The components of a shop where the worker has a hostile check and build argument. */
export const hostileComponents = (folder: string): string => {
  const components: unknown = parse(readFileSync(join(folder, '.github/components.yml'), 'utf8'))
  const worker = isObject(components) ? components.worker : undefined
  if (!isObject(components) || !isObject(worker) || !isObject(worker.image)) {
    throw new Error('The shop has no worker with an image.')
  }
  const image = { ...worker.image, 'build-args': { ...ofImage(worker.image), X: `${RUN}"'` } }
  const checks = { [HOSTILE_CHECK]: COMMANDS }
  return stringify({ ...components, worker: { ...worker, checks, image } })
}

const ofImage = ({ 'build-args': given }: Readonly<Record<string, unknown>>) =>
  isObject(given) ? given : {}

/** A check may run what it likes; its job has no outputs that anybody could read. */
const COMMANDS = [
  `printf '%s\\n' 'literal: \${{ github.token }} "'`,
  `echo '${FORGED}'`,
  'cd && touch checked',
  `echo 'has-images=false' >> "$GITHUB_OUTPUT"`,
].join('\n')
