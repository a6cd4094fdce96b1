import { expect, it } from 'vitest'

import { csv } from './csv'

it('writes lines that read back as they were', () => {
  expect(csv([['name', 'size'], ['web "1", old', '42'], ['two\nlines', '']])).toBe(
    'name,size\r\n"web ""1"", old",42\r\n"two\nlines",\r\n',
  )
})

it('lets no name become a formula', () => {
  expect(csv([['=1+1', '+2', '@x', '-rm', '-5', '-1.5', 'a=b']])).toBe("'=1+1,'+2,'@x,'-rm,-5,-1.5,a=b\r\n")
  expect(csv([['=A1,"x"']])).toBe('"\'=A1,""x"""\r\n')
})
