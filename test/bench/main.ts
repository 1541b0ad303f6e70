import { parseArgs } from 'node:util'
import { attestBench } from './attest.ts'
import { deployEcsBench } from './deploy-ecs.ts'
import { deployEcsTruthBench } from './deploy-ecs-truth.ts'
import { detectChangesBench } from './detect-changes.ts'
import { dockerCacheBench } from './docker-cache.ts'
import { type Measured, resultTable } from './report.ts'
import { trivyScanBench } from './trivy-scan.ts'

/** Each bench measures a floor and the bundled action in turns, in one run. */
const BENCHES: Readonly<Record<string, (peer?: string) => Promise<readonly Measured[]>>> = {
  attest: attestBench,
  'deploy-ecs': deployEcsBench,
  'deploy-ecs-truth': deployEcsTruthBench,
  'detect-changes': detectChangesBench,
  'docker-cache': dockerCacheBench,
  'trivy-scan': trivyScanBench,
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  strict: false,
  options: { json: { type: 'boolean', default: false }, peer: { type: 'string' } },
})
const names = positionals.length > 0 ? positionals : Object.keys(BENCHES)
const option = Object.keys(values).find((name) => !['json', 'peer'].includes(name))
const unknown = option ? `--${option}` : names.find((name) => !Object.hasOwn(BENCHES, name))
if (unknown !== undefined) {
  const known = Object.keys(BENCHES).join(', ')
  process.stderr.write(
    `There is no bench '${unknown}'. Use one of ${known}, --json, and --peer <folder of an unpacked release>.\n`,
  )
  process.exit(1)
}
const peer = typeof values.peer === 'string' ? values.peer : undefined
const results: Record<string, readonly Measured[]> = {}
for (const name of names) {
  const bench = BENCHES[name]
  if (bench) results[name] = await bench(peer)
}
process.stdout.write(
  values.json
    ? `${JSON.stringify(results, null, 2)}\n`
    : Object.entries(results)
        .map(([name, results]) => `\n${name}\n${resultTable(results)}\n`)
        .join(''),
)
