import { resolve } from 'node:path'
import { bundleStart, emptyNode } from './node-start.ts'
import { type Comparison, compare, type Timed } from './report.ts'
import { bundledScan, plainTrivy, scanPlace } from './trivy-scan-sides.ts'

const ROUNDS = 7

/**
 * All formats of the bundle against runs of the plain trivy, all without
 * layers in the cache and with the database on the disk: one run for JSON
 * alone, and the two runs that a table and SARIF take, each by itself or the
 * second with the layers that the first has cached.
 */
export const trivyScanBench = async (): Promise<readonly Comparison[]> => {
  const place = await scanPlace()
  try {
    const action = bundledScan(place)
    // The first run fetches the database.
    await action()
    const against = (name: string, goal: number, floor: Timed) =>
      compare(ROUNDS, { name: `all formats, against ${name}`, goal, floor, action })
    return [
      await against('one run for JSON', 1.2, plainTrivy(place, ['json'], false)),
      await against('table and SARIF', 0.6, plainTrivy(place, ['table', 'sarif'], false)),
      // The second of these runs finds all layers analysed, so both together are hardly more than one.
      await against(
        'table and SARIF on one cache',
        1.2,
        plainTrivy(place, ['table', 'sarif'], true),
      ),
      await compare(ROUNDS, {
        name: 'load, against node -e 0',
        goal: 1.8,
        floor: emptyNode,
        action: bundleStart(resolve('dist', 'trivy-scan', 'index.js')),
      }),
    ]
  } finally {
    await place.stop()
  }
}
