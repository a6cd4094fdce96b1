import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import type { ObjectKey } from '@/platform/bindings'

import { go, goHome, goTo, goToConnection, history, select, selection, setTab } from './selection'

const vm = (reference: string): ObjectKey => ({ connection: 'c1', class: 'VM', reference })
const row = (reference: string) => ({ id: `c1/VM/${reference}`, kind: 'vm' as const, name: reference, connection: 'c1', object: vm(reference) })
const now = () => selection.objects.value.map(({ reference }) => reference)
/** Long enough to have been looked at. */
const stay = () => vi.advanceTimersByTime(5_000)

beforeEach(() => {
  vi.useFakeTimers()
  select([])
  history.forget()
})
afterEach(() => vi.useRealTimers())

describe('history', () => {
  it('goes back and forward through what was selected', () => {
    for (const one of ['a', 'b', 'c']) {
      select([row(one)])
      stay()
    }
    history.back()
    expect(now()).toEqual(['b'])
    expect(selection.reveal.value).toEqual({ object: vm('b') })
    history.back()
    history.forward()
    history.forward()
    expect(now()).toEqual(['c'])
    expect(history.canGoForward.value).toBe(false)
  })

  it('forgets what lay ahead when something else is selected', () => {
    for (const one of ['a', 'b']) {
      select([row(one)])
      stay()
    }
    history.back()
    stay()
    select([row('d')])
    expect(history.canGoForward.value).toBe(false)
    history.back()
    expect(now()).toEqual(['a'])
  })

  it('does not stop at what was only passed on the way', () => {
    select([row('a')])
    stay()
    for (const one of ['b', 'c', 'd']) select([row(one)])
    stay()
    history.back()
    expect(now()).toEqual(['a'])
  })

  it('knows an object again that the tree has found', () => {
    select([row('a')])
    stay()
    go(vm('b'))
    stay()
    select([row('b')])
    stay()
    goToConnection('c1')
    stay()
    select([{ id: 'c1', kind: 'pool', name: 'Lab', connection: 'c1', object: { connection: 'c1', class: 'pool', reference: 'p' } }])
    stay()
    history.back()
    expect(now()).toEqual(['b'])
    history.back()
    expect(now()).toEqual(['a'])
  })

  it('leads home to nothing selected, and back', () => {
    select([row('a')])
    stay()
    goHome()
    expect(now()).toEqual([])
    stay()
    history.back()
    expect(now()).toEqual(['a'])
  })
})

describe('a place', () => {
  it('has its tab, and the next object of the kind opens with the same', () => {
    select([row('a')])
    stay()
    setTab('vm', 'disks')
    expect(selection.address.value).toBe('/at/c1/vm/a/disks')
    stay()
    select([row('b')])
    expect(selection.address.value).toBe('/at/c1/vm/b/disks')
    stay()
    history.back()
    history.back()
    expect(selection.address.value).toBe('/at/c1/vm/a')
    history.forward()
    expect(selection.tab.value).toBe('disks')
  })

  it('is gone to by its address, and the tree is asked to show it', () => {
    expect(goTo('/at/c1/vm/x/console')).toBe(true)
    expect(now()).toEqual(['x'])
    expect(selection.tab.value).toBe('console')
    expect(selection.reveal.value).toEqual({ object: vm('x') })
    expect(goTo('/nowhere')).toBe(false)
    expect(now()).toEqual(['x'])
  })

  it('stays the same while the tree learns more of it', () => {
    goTo('/at/c1/vm/x/console')
    stay()
    select([{ ...row('x'), kind: 'snapshot' }])
    expect(selection.address.value).toBe('/at/c1/snapshot/x/console')
    history.back()
    expect(now()).not.toEqual(['x'])
  })
})
