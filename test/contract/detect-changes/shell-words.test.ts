import { execFileSync } from 'node:child_process'
import { fileList } from '@ci-kit/detect-changes/lists'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'

describe('lists for a shell', () => {
  test.each(['shell', 'escape'] as const)(
    'a real shell reads every word of %s as it was',
    (format) => {
      const name = fc
        .string({
          unit: fc.oneof(
            fc.constantFrom(...'$`\'"\\*?[]{}()!#~&|;<> -=^%@+,.é日'),
            fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
          ),
          minLength: 1,
          maxLength: 8,
        })
        .filter((text) => !/\p{Cc}/u.test(text))
      fc.assert(
        fc.property(fc.array(name, { minLength: 1, maxLength: 20 }), (names) => {
          const script = `printf '%s\\0' ${fileList(names, format)}`
          const words = execFileSync('/bin/sh', ['-c', script]).toString().split('\0').slice(0, -1)
          expect(words).toEqual(names.map((word) => (word.startsWith('-') ? `./${word}` : word)))
        }),
        { numRuns: 40 },
      )
    },
  )
})
