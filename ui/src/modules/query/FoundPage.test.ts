import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { clean, expectAccessible, settle, show, testHost } from '@tests/host'
import FoundPage from './FoundPage.vue'
import { savedQueries } from './savedQueries'

const host = () =>
  testHost((spec) => (spec.view === 'table' ? ({ columns: [], rows: [], offset: 0, total: 0, sort: null, sums: [] } as never) : spec.view === 'connections' ? ([] as never) : undefined))

function press(label: string): void {
  const found = [...document.querySelectorAll<HTMLElement>('button')].find((one) => one.textContent?.trim() === label)
  if (!found) throw new Error(`no button ${label}`)
  found.click()
}

async function name(text: string): Promise<void> {
  const box = document.querySelector<HTMLInputElement>('[role=dialog] input')
  if (!box) throw new Error('no field')
  box.value = text
  box.dispatchEvent(new Event('input'))
  await settle()
}

beforeEach(() => (savedQueries.value = []))
afterEach(clean)

describe('what a query finds', () => {
  it('is listed over all pools', async () => {
    const { views } = host()
    show(FoundPage, { query: 'tag="prod"', title: 'prod' })
    await settle()
    const table = [...views.values()].find((spec) => spec.view === 'table')
    expect(table).toMatchObject({ list: 'vms', connection: null, filter: 'tag="prod"' })
    await expectAccessible(document.body)
  })

  it('is saved under a name, replaced under the same, and forgotten', async () => {
    host()
    show(FoundPage, { query: 'tag="prod"', title: 'prod' })
    await settle()
    press('Save this query…')
    await settle()
    await name('Off')
    press('Save')
    await settle()
    expect(savedQueries.value).toEqual([{ name: 'Off', filter: 'tag="prod"' }])
    press('Save this query…')
    await settle()
    await name('Off')
    expect(document.body.textContent).toContain('There is one of this name')
    press('Save')
    await settle()
    expect(savedQueries.value).toHaveLength(1)
    clean()
    show(FoundPage, { query: '(tag="prod")', title: 'Off' })
    await settle()
    press('Forget this query')
    expect(savedQueries.value).toEqual([])
  })
})
