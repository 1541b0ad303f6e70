import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const KIB_PER_MIB = 1024

/** The peak memory in MiB of the one Node process that `run` starts with these variables. */
export const peakMemory = async (
  run: (env: Readonly<Record<string, string>>) => Promise<unknown>,
): Promise<number> => {
  const folder = mkdtempSync(join(tmpdir(), 'peak-memory-'))
  try {
    const answer = join(folder, 'kib')
    const probe = join(folder, 'probe.cjs')
    writeFileSync(
      probe,
      `process.on('exit', () => require('node:fs').writeFileSync(${JSON.stringify(answer)}, String(process.resourceUsage().maxRSS)))`,
    )
    await run({ NODE_OPTIONS: `--require=${probe}` })
    return Number(readFileSync(answer, 'utf8')) / KIB_PER_MIB
  } finally {
    rmSync(folder, { recursive: true })
  }
}
