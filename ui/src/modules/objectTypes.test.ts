import { existsSync, readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

import { messages } from '@/locales'
import type { Page, RowKind } from '@/platform/bindings'
import { page } from '@tests/host'

import { LISTS, type Tab } from './objectType'
import { OBJECT_TYPES, tabsOf } from './objectTypes'

const MODULES = resolve('src/modules')
const kinds = Object.keys(OBJECT_TYPES) as RowKind[]
const ownTabs = (kind: RowKind) => OBJECT_TYPES[kind].tabs.filter((tab): tab is Tab => tab !== LISTS)
const shown = (other: Partial<Page>) => tabsOf(page(other)).map(({ id }) => id)

/** The word under a dotted key. */
function word(key: string): unknown {
  return key.split('.').reduce<unknown>((tree, part) => (tree as Record<string, unknown> | undefined)?.[part], messages.en)
}

describe('the types of objects', () => {
  it('are the folders with a manifest, and no others', () => {
    const folders = readdirSync(MODULES).filter((name) => existsSync(resolve(MODULES, name, 'manifest.ts')))
    expect(folders.sort()).toEqual([...kinds].sort())
  })

  it.each(kinds)('%s has tabs of different names, none of them a list’s, with words', (kind) => {
    const ids = ownTabs(kind).map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.filter((id) => word(`list.${id}`) !== undefined)).toEqual([])
    expect(ownTabs(kind).filter(({ label }) => typeof word(label) !== 'string')).toEqual([])
  })

  it('have tabs that can be loaded', async () => {
    for (const tab of kinds.flatMap(ownTabs)) expect((await tab.load()).default).toBeTypeOf('object')
  })
})

describe('the tabs of a page', () => {
  it('are those of its type, with the lists that the engine gives it', () => {
    const tabs = shown({ kind: 'vm', hasConsole: true, lists: ['disks', 'vifs'] })
    expect(tabs).toEqual(expect.arrayContaining(['general', 'console', 'disks', 'vifs']))
    expect(tabs.indexOf('vifs')).toBe(tabs.indexOf('disks') + 1)
  })

  it('are left out where the object has no such thing', () => {
    expect(shown({ kind: 'host', hasConsole: true })).toContain('console')
    expect(shown({ kind: 'host', hasConsole: false })).not.toContain('console')
  })
})
