import type { LayerContents } from './layer-contents.ts'

/** A path that takes more bytes than it needs. */
export type WastedPath = {
  readonly path: string
  /** What it takes in all layers beyond its smallest version; all of it when it was removed again. */
  readonly bytes: number
  /** How many layers write or remove it. */
  readonly layers: number
}

export type LayerWaste = {
  /** From 0 to 1: smallest sizes of all paths, divided by what they take in all layers. */
  readonly efficiency: number
  readonly wastedBytes: number
  /** Of all bytes in all layers, from 0 to 100. */
  readonly wastedPercent: number
  /** The worst ones first, 20 at most. */
  readonly worst: readonly WastedPath[]
}

const MOST_PATHS = 20

type Usage = { smallest: number; total: number; layers: number }

/**
 * The measure of dive (filetree/efficiency.go): a file that a later layer
 * writes again or removes is carried along for nothing. Beyond dive, a
 * directory that was removed counts with every file in it. Layers come from
 * the lowest to the topmost; sizes are not compressed.
 */
export const layerWaste = (layers: readonly LayerContents[]): LayerWaste => {
  const usage = new Map<string, Usage>()
  const present = new Set<string>()
  for (const layer of layers) {
    for (const path of goneIn(layer, present)) {
      present.delete(path)
      note(usage, path, 0)
    }
    for (const [path, size] of layer.files) {
      present.add(path)
      note(usage, path, size)
    }
  }
  return summed(usage)
}

const note = (usage: Map<string, Usage>, path: string, size: number): void => {
  const known = usage.get(path)
  if (known === undefined) usage.set(path, { smallest: size, total: size, layers: 1 })
  else {
    known.smallest = Math.min(known.smallest, size)
    known.total += size
    known.layers += 1
  }
}

const goneIn = ({ removed, emptied }: LayerContents, present: ReadonlySet<string>): string[] => {
  if (removed.size === 0 && emptied.size === 0) return []
  return [...present].filter(
    (path) => removed.has(path) || emptied.has('') || isBelow(path, removed, emptied),
  )
}

const isBelow = (
  path: string,
  removed: ReadonlySet<string>,
  emptied: ReadonlySet<string>,
): boolean => {
  for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
    const folder = path.slice(0, at)
    if (removed.has(folder) || emptied.has(folder)) return true
  }
  return false
}

const summed = (usage: ReadonlyMap<string, Usage>): LayerWaste => {
  const all = [...usage].map(([path, { smallest, total, layers }]) => ({
    path,
    total,
    bytes: total - smallest,
    layers,
  }))
  const total = all.reduce((sum, file) => sum + file.total, 0)
  const wastedBytes = all.reduce((sum, { bytes }) => sum + bytes, 0)
  const worst = all
    .filter(({ bytes }) => bytes > 0)
    .toSorted((a, b) => b.bytes - a.bytes)
    .slice(0, MOST_PATHS)
    .map(({ path, bytes, layers }) => ({ path, bytes, layers }))
  if (total === 0) return { efficiency: 1, wastedBytes, wastedPercent: 0, worst }
  const wastedPercent = (100 * wastedBytes) / total
  return { efficiency: (total - wastedBytes) / total, wastedBytes, wastedPercent, worst }
}
