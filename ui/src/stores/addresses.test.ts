import { describe, expect, it } from 'vitest'

import { addressOf, readAddress, type Selected } from './addresses'

const row = (kind: Selected['kind'], name: string, reference = 'OpaqueRef:a/b c'): Selected => ({
  id: '',
  kind,
  name: '',
  connection: 'c1',
  object: { connection: 'c1', class: name, reference },
})
const root: Selected = { id: '', kind: 'pool', name: '', connection: 'c1', object: null }
const group: Selected = { id: 'c1/vms', kind: 'group', name: 'vms', connection: 'c1', object: null }

const found: Selected = { id: '', kind: 'query', name: '', connection: '', object: null, query: 'tag="a/b %"' }

describe('an address', () => {
  it.each([
    ['/', [], null],
    ['/at/c1', [root], null],
    ['/at/c1/disks', [root], 'disks'],
    ['/at/c1/group/vms', [group], null],
    ['/at/c1/vm/OpaqueRef%3Aa%2Fb%20c', [row('vm', 'VM')], null],
    ['/at/c1/snapshot/OpaqueRef%3Aa%2Fb%20c/general', [row('snapshot', 'VM')], 'general'],
    ['/found/tag%3D%22a%2Fb%20%25%22', [found], null],
    ['/many/c1/vm/a%2Cb,c1/sr/2,c1/group/vms', [row('vm', 'VM', 'a,b'), row('sr', 'SR', '2'), group], null],
  ])('%s is written and read', (address, rows, tab) => {
    expect(addressOf(rows, tab)).toBe(address)
    expect(readAddress(address)).toEqual({ rows, tab })
  })

  it('of a pool is that of its connection', () => {
    expect(addressOf([row('pool', 'pool')])).toBe('/at/c1')
  })

  it('of several things leaves out what a query finds', () => {
    expect(addressOf([found, group])).toBe('/at/c1/group/vms')
    expect(addressOf([found, group, root])).toBe('/many/c1/group/vms,c1')
  })

  it.each(['', '/found/%zz', 'web-01', '/at', '/at/', '/at//vm/1', '/at/c1/nonsense/1', '/at/c1/constructor/1', '/at/c1/%zz', '/settings', '/many/', '/many/c1/vm/1,'])(
    'is not %j',
    (text) => {
      expect(readAddress(text)).toBeUndefined()
    },
  )
})
