import { expect, it } from 'vitest'

import { visible } from './visible'

it('shows what would be invisible, and what would turn the writing', () => {
  const check = (text: string, expected: string) => expect(visible(text)).toBe(expected)
  check('web-01\u202e10-bd', 'web-01[U+202E]10-bd')
  check('\u2066db\u2069', '[U+2066]db[U+2069]')
  check('web\u200b-01', 'web[U+200B]-01')
  check('\ufeffweb\u00ad01\u2060', '[U+FEFF]web[U+00AD]01[U+2060]')
  check('a\u{e0041}b', 'a[U+E0041]b')
  check('bell\u0007 \u0000', 'bell[U+0007] [U+0000]')
  check('one\u2028two', 'one[U+2028]two')
  // A joiner has no business between Latin letters.
  check('web\u200d-01', 'web[U+200D]-01')
})

it('leaves as it is what people write', () => {
  const untouched = [
    'web-01', 'a line\nand another\tone', 'Été à Lyon\u202f: «\u00a0oui\u00a0»', 'серверы', '数据库', 'שרת-01',
    'می\u200cخواهم', '👩\u200d💻 desk', '❤\ufe0f', '',
  ]
  for (const text of untouched) expect(visible(text)).toBe(text)
})
