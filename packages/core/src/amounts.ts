/** Bytes as people read them: decimal units, as registries and Docker show them. */
export const bytes = (count: number): string => {
  if (count < 1_000) return `${count} B`
  const units = ['kB', 'MB', 'GB', 'TB']
  // What rounding would show as 1000.0 belongs to the next unit.
  const power = units.findIndex((_, index) => count < 999_950 * 1_000 ** index)
  const index = power === -1 ? units.length - 1 : power
  return `${(count / 1_000 ** (index + 1)).toFixed(1)} ${units[index]}`
}

/** Milliseconds as people read them: `0.3 s`, `4 min 05 s`. */
export const duration = (milliseconds: number): string => {
  if (milliseconds < 100) return `${Math.max(0, Math.round(milliseconds))} ms`
  const seconds = milliseconds / 1000
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`
}

/** `1 finding`, `2 findings`, `0 findings`. */
export const counted = (count: number, noun: string, plural = `${noun}s`): string =>
  `${count} ${count === 1 ? noun : plural}`

/** The first of a list, and how many more there are. */
export const limited = (entries: readonly string[], most: number): string => {
  const more = entries.length - most
  const shown = entries.slice(0, most).join(', ')
  return more > 0 ? `${shown} and ${more} more` : shown
}

/** The start of a digest, enough to tell images apart: `sha256:0123456789ab`. */
export const shortDigest = (digest: string): string => digest.slice(0, 'sha256:'.length + 12)
