import { UserError } from '@ci-kit/core/errors'
import { lookAround, whatNext } from '../demo/closing.ts'
import { demo, LARGE_MEBIBYTES } from '../demo/demo.ts'
import { renderDeployments } from '../demo/deploy-table.ts'
import { renderProofs, renderScans, renderTable, type TableRows, tableJson } from '../demo/table.ts'
import type { Command } from './command.ts'
import { parseOptions } from './options.ts'

const HELP = `ci-kit demo [--quick] [--keep] [--json]

Builds examples/shop with the bundled actions on a real BuildKit and a real
registry: first push, nothing changed, built all the same, one line changed,
docs only. Then an image of ${LARGE_MEBIBYTES} MiB: first push, built all the same, one line
changed. Then it scans what was built with the real Trivy, signs it with a
Sigstore that is made up for the demo, and verifies that. At last it deploys the
verified digests to an Amazon ECS that is simulated, breaks a release, and rolls
back. Every number that the story promises is checked.

  --quick  leave the large image out
  --keep   leave the registry, a builder and the work folder running
  --json   print only the table, as JSON; the logs go to standard error
  --help   show this`

const OPTIONS = {
  quick: { type: 'boolean', default: false },
  keep: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const

export const demoCommand: Command = {
  help: HELP,
  run: async (args, { exec, signal, print, note }) => {
    const { values, positionals } = parseOptions(args, OPTIONS)
    if (positionals.length > 0) throw new UserError(`The demo takes no ${positionals[0]}.`)
    if (values.help) {
      print(HELP)
      return 0
    }
    const say = values.json ? note : print
    const { keep, quick } = values
    const largeMebibytes = quick ? undefined : LARGE_MEBIBYTES
    const told = await demo({ exec, signal, say, keep, largeMebibytes })
    const { broken, kept } = told
    print(values.json ? tableJson(told) : `\n${tables(told)}\n`)
    if (kept) say(`${lookAround(kept)}\n`)
    if (broken.length > 0) throw new UserError(`The story does not hold: ${broken.join(' ')}`)
    if (!values.json) print(whatNext())
    return 0
  },
}

const tables = ({ story, scans, proofs, deployments }: TableRows): string => {
  const firstProof = story.length + scans.length + 1
  return [
    renderTable(story),
    renderScans(scans, story.length + 1),
    renderProofs(proofs, firstProof),
    renderDeployments(deployments, firstProof + proofs.length),
  ].join('\n\n')
}
