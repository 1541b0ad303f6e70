import { bytes } from '@ci-kit/core/amounts'
import { code, table } from '@ci-kit/core/markdown'
import type { LayerWaste } from '../publish/layer-waste.ts'
import { shortened } from '../shortened.ts'

const LONGEST_PATH = 120

/** What the layers carry along for nothing, in Markdown; the worst paths first. */
export const efficiencyReport = ({
  efficiency,
  wastedBytes,
  wastedPercent,
  worst,
}: LayerWaste): string => {
  const headline = `Layer efficiency: ${percent(100 * efficiency)}, ${bytes(wastedBytes)} wasted (${percent(wastedPercent)})`
  if (worst.length === 0) return headline
  const rows = worst.map((wasted) => [
    code(shortened(wasted.path, LONGEST_PATH)),
    bytes(wasted.bytes),
    String(wasted.layers),
  ])
  return `${headline}\n\n${table(['Path', 'Wasted', 'Layers'], rows)}`
}

/** Rounded down: nothing but a perfect image has 100 %. */
const percent = (value: number): string => `${(Math.floor(value * 10) / 10).toFixed(1)} %`
