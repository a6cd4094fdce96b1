import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { clean, expectAccessible, settle, show, testHost } from '@tests/host'
import type { TreeRow, ViewSpec } from '@/platform/bindings'
import { savedQueries } from '@/modules/query/savedQueries'
import { layout } from '@/stores/settings'
import { select, selection } from '@/stores/selection'

import NavigationPane from './NavigationPane.vue'
import { treeLevels } from './treeLevels'

const BASE: TreeRow = {
  id: '', depth: 0, kind: 'value', name: 'tag', connection: null, object: null, expandable: true, expanded: false, status: 'ok',
  busy: null, count: 2, load: null, health: null, unwell: 0, value: null, query: null, position: [1, 1], revision: 0,
}
const ROWS: TreeRow[] = [
  { ...BASE, id: '/=prod', value: { is: 'text', text: 'prod' }, query: 'tag="prod"', expanded: true },
  { ...BASE, id: '/=prod//vm', depth: 1, kind: 'vm', name: 'web', connection: 'c1', object: { connection: 'c1', class: 'VM', reference: 'OpaqueRef:v' }, status: 'running', count: null, expandable: false },
  { ...BASE, id: '/=true', name: 'autoStart', value: { is: 'flag', on: true }, query: 'autoStart=yes' },
  { ...BASE, id: '/', value: { is: 'none' }, query: '-tag:' },
]

const connection = (id: string, name: string) => ({ id, name, state: { is: 'live', since: 0 } })

async function start() {
  const host = testHost(
    (spec) => {
      if (spec.view === 'connections') return [connection('c1', 'Lyon'), connection('c2', 'Oslo')] as never
      return spec.view === 'tree' ? ({ offset: 0, total: ROWS.length, matches: null, rows: ROWS } as never) : undefined
    },
    (command) => (command === 'custom_fields' ? ['owner'] : command === 'tree_rows' ? [ROWS[0]] : undefined),
  )
  const pane = show(NavigationPane)
  await settle()
  /** Takes an option of a level by its word. */
  const choose = async (level: number, label: string) => {
    const list = pane.findAllComponents({ name: 'Select' })[level]
    const option = (list?.props() as { options: { label: string; value: string }[] }).options.find((one) => one.label === label)
    list?.vm.$emit('update:modelValue', option?.value)
    await settle()
  }
  const asked = () => [...host.views.values()].find((spec) => spec.view === 'tree') as ViewSpec & { view: 'tree' }
  return { asked, choose }
}

const texts = () => [...document.querySelectorAll('[role=treeitem] .name')].map((row) => row.textContent)

beforeEach(() => {
  layout<string>('grouping', '').value = 'levels'
  treeLevels.value = ['tag']
  savedQueries.value = []
})
afterEach(() => {
  layout<string>('grouping', '').value = 'infrastructure'
  select([])
  clean()
})

describe('the tree by levels', () => {
  it('says what each group is of, and whose an object is', async () => {
    await start()
    expect(texts()).toEqual(['prod', 'web', 'Start with the host: Yes', 'Tags: none'])
    expect(document.querySelectorAll('[role=treeitem]')[1]?.textContent).toContain('Lyon')
    await expectAccessible(document.body)
  })

  it('is grouped by what is chosen, and by no more than three', async () => {
    const { asked, choose } = await start()
    await choose(1, 'State')
    expect(asked().levels).toEqual([{ by: 'property', name: 'tag' }, { by: 'property', name: 'status' }])
    await choose(2, 'owner')
    expect(asked().levels?.[2]).toEqual({ by: 'customField', name: 'owner' })
    expect(document.querySelectorAll('.levels button')).toHaveLength(3)
    await choose(1, 'then …')
    expect(asked().levels).toEqual([{ by: 'property', name: 'tag' }])
  })

  it('shows what a group finds in all pools', async () => {
    await start()
    select([ROWS[0] as TreeRow])
    expect(selection.address.value).toBe('/found/tag%3D%22prod%22')
    expect(selection.objects.value).toEqual([])
  })

  it('has saved queries for groups, and says how to save one', async () => {
    const { asked, choose } = await start()
    await choose(0, 'Saved queries')
    expect(document.body.textContent).toContain('No query is saved yet')
    savedQueries.value = [{ name: 'Off', filter: 'halted' }]
    await settle()
    const [level] = asked().levels ?? []
    expect(level).toMatchObject({ by: 'queries', queries: [{ name: 'Off', filter: 'halted', meanings: { halted: expect.arrayContaining(['status.halted']) } }] })
  })
})
