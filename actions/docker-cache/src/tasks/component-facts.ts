import type { ResultEntry } from '../components/results.ts'
import type { ComponentFacts } from '../report/group-summaries.ts'

/** A row of the job summary. */
export const summaryFacts = (
  entry: ResultEntry,
  sizes: ReadonlyMap<string, number | undefined>,
): ComponentFacts => {
  const isThere = entry.result === 'built' || entry.result === 'skipped'
  return {
    name: entry.name,
    result: RESULTS[entry.result],
    rate: isThere ? entry['cache-hit-rate'] : undefined,
    durationMs: entry['duration-ms'] || undefined,
    imageSize: sizes.get(entry.name),
    digest: entry.digest || undefined,
  }
}

const RESULTS = {
  built: 'built',
  skipped: 'skipped',
  failed: 'failed',
  'not-tagged': 'failed',
  'not-started': 'not-built',
} as const

/** Outputs that belong to one image; each component's are in `results`. */
export const NO_IMAGE = {
  digest: '',
  image: '',
  imageid: '',
  version: '',
  baseline: '',
  'cache-hit-rate-time': '',
  stages: [],
  'cache-from-used': '[]',
  'push-ms': '',
  'export-ms': '',
  'image-size': '',
  'pushed-bytes': '',
  efficiency: '',
  metadata: '',
}
