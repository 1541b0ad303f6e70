import type { Clock } from '@ci-kit/core/clock'
import type { FindAlarms } from '../adapters/alarms.ts'
import type { StatusRange } from './expected-status.ts'

/** When an address counts as healthy. Times in milliseconds. */
export type UrlSettings = {
  readonly url: URL
  readonly expected: readonly StatusRange[]
  /** From the end of an attempt to the next. */
  readonly intervalMs: number
  /** So many successes one after the other. */
  readonly inARow: number
  /** All of it, from the first attempt on. */
  readonly deadlineMs: number
  /** One attempt with its redirects. */
  readonly requestMs: number
  readonly redirects: number
}

/** Alarms that must not fire for a while. Times in milliseconds. */
export type AlarmSettings = {
  readonly names: readonly string[]
  readonly bakeMs: number
  readonly intervalMs: number
}

export type HealthSettings = {
  readonly url?: UrlSettings
  readonly alarms?: AlarmSettings
}

/** An answer of HTTP, or why there was none. Texts come from outside. */
export type HealthAnswer =
  | {
      readonly kind: 'answer'
      readonly status: number
      /** The header, only of a redirect. */
      readonly location: string | undefined
      /** The start of the body. */
      readonly excerpt: string
    }
  | { readonly kind: 'none'; readonly reason: string }

export type HealthPorts = {
  /** One GET without following redirects. Rejects only when `signal` aborts, with its reason. */
  readonly get: (url: URL, signal: AbortSignal) => Promise<HealthAnswer>
  /** Rejects with an AwsRefusal. */
  readonly alarms: FindAlarms
  readonly clock: Clock
  /** Told on one line what each attempt saw. */
  readonly progress: (text: string) => void
}

/** Reasons and notes are sentences, fit for the log. A note is what the author should know of a healthy service. */
export type Health =
  | { readonly outcome: 'healthy'; readonly notes: readonly string[] }
  | { readonly outcome: 'unhealthy'; readonly reason: string }
