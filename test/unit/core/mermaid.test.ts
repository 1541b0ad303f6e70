import { mermaidText } from '@ci-kit/core/mermaid'
import { expect, test } from '@jest/globals'

test.each([
  ['SCALE_UP: 2 of 3 (66 %)', 'SCALE_UP 2 of 3 66'],
  ['a --> b == c', 'a - b = c'],
  ['``` \n%%{init: {}}%% ; #', 'init'],
  ['größer als 1.5', 'größer als 1.5'],
  [':;#%', 'nothing'],
  ['', 'nothing'],
  ['x'.repeat(1_000_000), 'x'.repeat(20)],
])('%# is a label of its own', (text, label) => {
  expect(mermaidText(text, 20, 'nothing')).toBe(label)
})
