import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import type { ObjectKey } from '@/platform/bindings'

import { go, goHome, goToConnection, history, select, selection } from './selection'

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
