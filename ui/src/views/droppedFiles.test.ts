import { expect, test } from 'vitest'

import type { ObjectKey } from '@/platform/bindings'

import { exportsAmong, targetOf } from './droppedFiles'

const key = (of: string): ObjectKey => ({ connection: 'c', class: of, reference: 'r' })

test('an export goes to the one pool, host or storage that is selected', () => {
  expect(targetOf([key('SR')])).toEqual(key('SR'))
  expect(targetOf([key('pool')])).toEqual(key('pool'))
  expect(targetOf([key('VM')])).toBeNull()
  expect(targetOf([key('host'), key('host')])).toBeNull()
  expect(targetOf([])).toBeNull()
})

test('exports are told by their names', () => {
  expect(exportsAmong(['/a/x.iso', '/a/Web.XVA', '/a/xva'])).toEqual(['/a/Web.XVA'])
})
