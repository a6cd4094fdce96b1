import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, type EffectScope } from 'vue'

import type { Choice, Form, ObjectKey, Problem, TreeRow } from '@/platform/bindings'
import { modals } from '@/stores/modals'
import { clean, settle, testHost, VM } from '@tests/host'

import { dropOn, useTreeDrag } from './treeDrag'

const key = (name: string): ObjectKey => ({ connection: 'c1', class: 'host', reference: name })
const full: Problem = { code: 'HOST_NOT_ENOUGH_FREE_MEMORY', params: {}, raw: [] }
const choice = (name: string, refusal: Problem | null = null): Choice => ({ value: key(name), name, object: key(name), facts: [], refusal })
const row = (name: string, kind: TreeRow['kind'], object: ObjectKey): TreeRow => ({
  id: name, depth: 1, kind, name, connection: 'c1', object, expandable: false, expanded: false, status: 'running', busy: null,
  count: null, load: null, health: null, value: null, query: null, unwell: 0, position: [1, 1], revision: 1,
})
const ROWS = [row('web-01', 'vm', VM), row('free', 'host', key('free')), row('full', 'host', key('full')), row('other', 'host', { ...key('other'), connection: 'c2' })]

let scope: EffectScope
let refusal: Problem | null
let scroller: HTMLElement
beforeEach(() => {
  refusal = null
  document.body.innerHTML = `<div id="tree">${ROWS.map((_, index) => `<p role="treeitem" data-index="${index}"></p>`).join('')}</div>`
  scroller = document.getElementById('tree') as HTMLElement
  // jsdom lays nothing out: what is under the pointer is the row of its height.
  document.elementFromPoint = (_, y) => scroller.children[Math.floor(y / 100)] ?? null
  scope = effectScope()
})
afterEach(() => {
  scope.stop()
  clean()
})

function start(dragged = [VM], jobs: string[] = ['migrate']) {
  const action = { likely: false, destructive: false, confirms: false, appliesTo: 1, asks: true }
  testHost(() => undefined, (command) => {
    if (command === 'actions') return jobs.map((job) => ({ ...action, job, refusal: job === 'migrate' && refusal ? { problem: refusal, fix: null } : null }))
    const affected = dragged.map((object) => ({ object, name: 'web-01', pool: 'Lyon', host: null, refusal: null }))
    const kind = { is: 'choice' as const, choices: [choice('free'), choice('full', full)] }
    return { fields: [{ name: 'host', kind, required: true, initial: { is: 'empty' }, isSubject: false }], affected } satisfies Form
  })
  const click = vi.fn()
  const made = scope.run(() => useTreeDrag({ rowAt: (index) => ROWS[index], scroller: () => scroller, dragged: () => dragged }))!
  return {
    ...made,
    click,
    press: (index = 0) => made.press(new PointerEvent('pointerdown', { clientX: 0, clientY: index * 100 }), ROWS[index] as TreeRow, click),
    async to(index: number, type: 'pointermove' | 'pointerup' = 'pointermove') {
      window.dispatchEvent(new PointerEvent(type, { clientX: 5, clientY: index * 100 + 10 }))
      await settle()
    },
  }
}

describe('dragging a VM in the tree', () => {
  it('says of each host whether it takes it, and why not', async () => {
    const { press, to, drag } = start()
    press()
    await to(1)
    expect(drag.value?.over).toEqual(key('free'))
    expect(ROWS.map((each) => dropOn(drag.value, each))).toEqual([
      undefined,
      { fits: true, why: undefined },
      { fits: false, why: full },
      { fits: false, why: undefined },
    ])
  })

  it('asks for the migration with the host filled in', async () => {
    const { press, to, drag, click } = start()
    press()
    await to(1)
    await to(1, 'pointerup')
    expect(modals.value[0]?.props()).toMatchObject({ action: { job: 'migrate' }, objects: [VM], said: { host: key('free') } })
    expect(drag.value).toBeNull()
    expect(click).not.toHaveBeenCalled()
  })

  it('asks for nothing on a host that cannot take it, nor after Escape', async () => {
    const { press, to, drag } = start()
    press()
    await to(2)
    await to(2, 'pointerup')
    press()
    await to(1)
    window.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', cancelable: true }))
    expect(drag.value).toBeNull()
    await to(1, 'pointerup')
    expect(modals.value).toEqual([])
  })

  it('has no host for a VM that cannot be moved, and says why', async () => {
    refusal = { code: 'wrong_power_state', params: {}, raw: [] }
    const { press, to, drag } = start()
    press()
    await to(1)
    expect(dropOn(drag.value, ROWS[1])).toEqual({ fits: false, why: refusal })
  })

  it('asks for what else a drop can mean where a migration is impossible', async () => {
    refusal = { code: 'wrong_power_state', params: {}, raw: [] }
    const { press, to } = start([VM], ['migrate', 'startOn'])
    press()
    await to(1)
    await to(1, 'pointerup')
    expect(modals.value[0]?.props()).toMatchObject({ action: { job: 'startOn' }, said: { host: key('free') } })
  })

  it('leaves a press that does not move a click, and hosts where they are', async () => {
    const { press, to, drag, click } = start()
    press()
    window.dispatchEvent(new PointerEvent('pointermove', { clientX: 3, clientY: 2 }))
    expect(drag.value).toBeNull()
    window.dispatchEvent(new PointerEvent('pointerup', { clientX: 3, clientY: 2 }))
    expect(click).toHaveBeenCalledOnce()
    press(1)
    await to(2)
    expect(drag.value).toBeNull()
  })
})
