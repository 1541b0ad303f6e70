import { duration } from '@ci-kit/core/amounts'
import { visible } from '@ci-kit/core/log'
import { isExpected } from './expected-status.ts'
import type { Health, HealthAnswer, HealthPorts, UrlSettings } from './health.ts'
import { redirectFault, shownAddress } from './health-address.ts'

type Attempt = { readonly isSuccess: boolean; readonly text: string }

const REDIRECTS = [301, 302, 303, 307, 308]
const SHOWN_BODY = 200
/** An attempt in less time says nothing, and would hide what the one before it saw. */
const LEAST_MS = 100

/** Asks until so many successes came in a row, or the deadline is there. Rejects with the signal's reason. */
export const watchUrl = async (
  settings: UrlSettings,
  ports: HealthPorts,
  signal: AbortSignal,
): Promise<Health> => {
  const { clock, progress } = ports
  const end = clock.elapsed() + settings.deadlineMs
  let [inARow, last] = [0, 'it was not asked']
  for (;;) {
    const left = end - clock.elapsed()
    if (left < LEAST_MS) return { outcome: 'unhealthy', reason: lateText(settings, last) }
    const { isSuccess, text } = await attempt(settings, left, ports, signal)
    signal.throwIfAborted()
    inARow = isSuccess ? inARow + 1 : 0
    last = text
    const count = isSuccess ? ` (${inARow} of ${settings.inARow})` : ''
    progress(`${shownAddress(settings.url)}: ${text}${count}`)
    if (inARow >= settings.inARow) return { outcome: 'healthy', notes: [] }
    const pause = Math.min(settings.intervalMs, end - clock.elapsed())
    if (pause > 0) await clock.sleep(pause, signal)
  }
}

const lateText = ({ url, deadlineMs, inARow }: UrlSettings, last: string): string => {
  const times = inARow === 1 ? '' : ` ${inARow} times in a row`
  return `${shownAddress(url)} was not healthy${times} within ${duration(deadlineMs)}. The last attempt: ${last}.`
}

const attempt = async (
  settings: UrlSettings,
  leftMs: number,
  { get, clock }: HealthPorts,
  signal: AbortSignal,
): Promise<Attempt> => {
  const { url, requestMs } = settings
  const limit = Math.min(requestMs, leftMs)
  const ends = new AbortController()
  const both = AbortSignal.any([signal, ends.signal])
  const tooLate = async (): Promise<Attempt> => {
    await clock.sleep(limit, both)
    return { isSuccess: false, text: `no answer within ${duration(limit)}` }
  }
  const asked = followed(settings, (to) => get(to, both), url, 0)
  try {
    return await Promise.race([asked, tooLate()])
  } finally {
    // Whichever lost the race.
    ends.abort()
  }
}

const followed = async (
  settings: UrlSettings,
  get: (url: URL) => Promise<HealthAnswer>,
  url: URL,
  hops: number,
): Promise<Attempt> => {
  const answer = await get(url)
  if (answer.kind === 'none')
    return { isSuccess: false, text: `no answer: ${visible(answer.reason, 300)}` }
  const { status, location } = answer
  // An author who expects a redirect does not want it to be followed.
  if (isExpected(status, settings.expected)) return { isSuccess: true, text: `status ${status}` }
  if (!REDIRECTS.includes(status) || location === undefined)
    return { isSuccess: false, text: `status ${status}${bodyText(answer.excerpt)}` }
  const to = URL.parse(location, url.href)
  const fault = to === null ? 'it is no URL' : redirectFault(to, settings.url)
  if (to === null || fault !== undefined)
    return { isSuccess: false, text: `the redirect that it answers is not followed: ${fault}` }
  if (hops >= settings.redirects)
    return { isSuccess: false, text: `more than ${settings.redirects} redirects` }
  return followed(settings, get, to, hops + 1)
}

const bodyText = (excerpt: string): string =>
  excerpt.trim() === '' ? '' : ` with ${JSON.stringify(visible(excerpt.trim(), SHOWN_BODY))}`
