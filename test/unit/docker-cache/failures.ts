import type { BuildPlan } from '@ci-kit/docker-cache/build/build-options'
import { buildError } from '@ci-kit/docker-cache/failures/diagnosis'
import { describe, expect, test } from '@jest/globals'
import { planWith } from './build/plans.ts'

export const errorOf = (text: string, change: Partial<BuildPlan> = {}) =>
  buildError({ exitCode: 1, text: text.split('\n') }, planWith({ target: 'final', ...change }))

export const solve = (words: string) => `ERROR: failed to build: failed to solve: ${words}`
export const push = (image: string, words: string) => solve(`failed to push ${image}: ${words}`)
export const base = (image: string, words: string) =>
  solve(`${image}: failed to resolve source metadata for ${image}: ${words}`)

/** A failure by its name, what buildx prints, and words that the message has to hold. */
export type Case = [name: string, text: string, words: string[]]

/** Texts of buildx 0.31 with BuildKit 0.32, or of reports in their issue trackers. */
export const explains = (subject: string, cases: Case[]): void =>
  describe(`a build that fails by ${subject}:`, () => {
    test.each(cases)('%s', (_, text, words) => {
      const { message } = errorOf(text)
      for (const part of words) expect(message).toContain(part)
      expect(message).not.toMatch(/The build failed|[\r\n]|undefined/)
      expect(message).toMatch(/[.\]]$/)
    })
  })
