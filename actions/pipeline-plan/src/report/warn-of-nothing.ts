import { type Log, visible } from '@ci-kit/core/log'
import type { Plan } from '../plan/plan.ts'
import type { Selected } from '../selected.ts'

/** Names and paths beyond these are in the summary of detect-changes. */
const MAX_NAMED = 5

/**
 * Warns when components are selected and no job comes of any: a Dockerfile
 * that is not where it is looked for would otherwise look like success.
 */
export const warnOfNothing = (log: Log, selected: readonly Selected[], plan: Plan): void => {
  if (plan.anything || selected.length === 0) return
  const names = selected.map(({ component }) => component)
  const files = selected.flatMap(({ path }) => (path === '' ? [] : [`${path}/Dockerfile`]))
  const missing = files.length === 0 ? '' : ` There is no ${listed(files)}.`
  log.warning(
    `Nothing is built and nothing is checked, because no selected component has an image or a check: ${listed(names)}.${missing} Add the Dockerfile to the folder of the component, or write 'image' or 'checks' for it into the components file, such as .github/components.yml.`,
  )
}

const listed = (texts: readonly string[]): string =>
  [
    ...texts.slice(0, MAX_NAMED).map((text) => visible(text, 200)),
    ...(texts.length > MAX_NAMED ? [`${texts.length - MAX_NAMED} more`] : []),
  ].join(', ')
