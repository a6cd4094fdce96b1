import { afterEach, describe, expect, it } from 'vitest'
import { defineComponent, h } from 'vue'

import type { Cell, TableFrame } from '@/platform/bindings'
import { updateSettings } from '@/stores/settings'
import { clean, settle, show, testHost } from '@tests/host'

import { useDesktopAlerts } from './desktopAlerts'

afterEach(() => {
  updateSettings({ quiet: false })
  clean()
})

interface Told { id: string; at: number; severity?: string; pool?: string }

function frame(messages: Told[]): TableFrame {
  const link = (text: string): Cell => ({ is: 'link', object: { connection: 'c1', class: 'VM', reference: text }, text, status: 'ok' })
  return {
    columns: ['subject', 'priority', 'time', 'about', 'pool'].map((id) => ({ id, numeric: false })),
    sort: null,
    sums: [],
    total: messages.length,
    offset: 0,
    rows: messages.map(({ id, at, severity = 'severity2', pool = 'c1' }) => ({
      object: { connection: pool, class: 'message', reference: id },
      status: 'broken',
      health: null,
      busy: null,
      cells: [
        { is: 'said', problem: { code: 'HA_HOST_FAILED', params: {}, raw: [] } },
        { is: 'term', term: severity },
        { is: 'time', unix: at },
        link('host-1'),
        link('Lab'),
      ],
      revision: at,
    })),
  }
}

/** What the desktop is told as the list of alerts becomes, one after the other, what is said. */
async function told(...frames: Told[][]): Promise<string[][]> {
  let now = frames[0] ?? []
  const host = testHost((spec) => (spec.view === 'table' ? frame(now) : undefined))
  show(defineComponent(() => (useDesktopAlerts(), () => h('p'))))
  await settle()
  for (const next of frames.slice(1)) {
    now = next
    host.refresh()
    await settle()
  }
  return host.told
}

describe('the desktop', () => {
  const old = { id: 'a', at: 10 }

  it('is told of a grave alert that comes in, and of none that was there', async () => {
    const mild = { id: 'b', at: 20, severity: 'severity3' }
    expect(await told([old], [mild, old], [{ id: 'c', at: 30 }, mild, old])).toEqual([
      ['c', 'HA: a host has failed', 'host-1 · Lab'],
    ])
  })

  it('is told nothing of older ones that come into sight when others are dismissed', async () => {
    expect(await told([{ id: 'b', at: 20 }], [old])).toEqual([])
  })

  it('is told of a second one that comes in the same second', async () => {
    const first = { id: 'b', at: 20 }
    expect(await told([old], [first, old], [{ id: 'c', at: 20 }, first, old])).toEqual([
      ['b', 'HA: a host has failed', 'host-1 · Lab'],
      ['c', 'HA: a host has failed', 'host-1 · Lab'],
    ])
  })

  it('is told nothing of what another pool had told before it was connected', async () => {
    expect(await told([old], [{ id: 'x', at: 90, pool: 'c9' }, old])).toEqual([])
  })

  it('is told of many as a number', async () => {
    const many = [14, 13, 12, 11].map((at) => ({ id: String(at), at }))
    expect(await told([old], [...many, old])).toEqual([['alerts 14', '4 alerts', 'They stand in the overview, under Alerts.']])
  })

  it('is told nothing where a person wants that', async () => {
    updateSettings({ quiet: true })
    expect(await told([old], [{ id: 'b', at: 20 }, old])).toEqual([])
  })
})
