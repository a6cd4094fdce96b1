import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, type EffectScope, nextTick, ref, shallowRef } from 'vue'

import { clean, settle, testHost, VM } from '@tests/host'
import type { TreeFrame, TreeRow } from '@/platform/bindings'
import { select } from '@/stores/selection'

import { useTreeReveal } from './treeReveal'
import type { TreeRows } from './treeRows'

const SEEN = 10
const row = (id: string) => ({ id, kind: 'vm', name: id, connection: 'c1', object: { ...VM, reference: id } }) as TreeRow
/** A tree of so many rows, in which one stands at an index. */
const frame = (at: number, total = 40): TreeFrame => ({
  offset: 0,
  total,
  matches: null,
  rows: Array.from({ length: total }, (_, index) => row(index === at ? 'web' : `other-${index}`)),
})

const now = shallowRef<TreeFrame>()
const toggled = ref<string[]>([])
const scrollTo = vi.fn()
let scope: EffectScope
let place = { id: 'web', index: 30, toggled: [] as string[] }

beforeEach(async () => {
  scrollTo.mockReset()
  place = { id: 'web', index: 30, toggled: [] }
  testHost(
    () => undefined,
    async (command) => (command === 'tree_place' ? place : []),
  )
  select([row('web')])
  now.value = undefined
  scope = effectScope()
  scope.run(() =>
    useTreeReveal({
      rows: { frame: now, total: ref(40), spec: ref({}), between: async () => [] } as unknown as TreeRows,
      cursor: { place: () => {} } as never,
      toggled,
      filtered: () => false,
      clearFilter: () => {},
      scrollTo,
      isSeen: (index) => index < SEEN,
    }),
  )
  now.value = frame(2)
  await settle()
  scrollTo.mockReset()
})
afterEach(() => {
  scope.stop()
  clean()
})

async function next(frameNow: TreeFrame): Promise<void> {
  now.value = frameNow
  await nextTick()
  await settle()
}

describe('a selected row that moves', () => {
  it('is followed to where it went', async () => {
    await next(frame(30))
    expect(scrollTo).toHaveBeenCalledWith(30)
  })

  it('is left where it still can be seen', async () => {
    await next(frame(5))
    expect(scrollTo).not.toHaveBeenCalled()
  })

  it('is not followed by who has scrolled away from it', async () => {
    await next(frame(20))
    scrollTo.mockReset()
    await next(frame(30))
    expect(scrollTo).not.toHaveBeenCalled()
  })

  it('is not followed into what is closed', async () => {
    place.toggled = ['c1/host/2']
    await next(frame(30))
    expect(scrollTo).not.toHaveBeenCalled()
  })
})
