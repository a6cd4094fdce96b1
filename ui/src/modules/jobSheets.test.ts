import { describe, expect, it } from 'vitest'

import type { FormField } from '@/platform/bindings'

import { groupsOf, isSheet, saidOf } from './jobSheets'

const fields = (...names: string[]): FormField[] =>
  names.map((name) => ({ name, kind: { is: 'text', suggestions: [] }, required: false, initial: { is: 'empty' }, isSubject: false }))
const drawn = (job: string, names: string[], inputs = {}) =>
  groupsOf(job, fields(...names), inputs).map(({ id, fields: some }) => [id, some.map(({ name }) => name)])

describe('how a form is drawn', () => {
  it('is one list, unless it is a sheet', () => {
    expect(isSheet('rename')).toBe(false)
    expect(drawn('rename', ['b', 'a'])).toEqual([[null, ['b', 'a']]])
  })

  it('has sections, and what no section names stands last', () => {
    expect(drawn('createVm', ['name', 'start', 'template', 'memory'])).toEqual([
      ['system', ['template']],
      ['identity', ['name']],
      ['hardware', ['memory']],
      [null, ['start']],
    ])
  })

  it('asks only what what was said leaves open, and says nothing else', () => {
    const all = ['install', 'disc', 'disk']
    expect(drawn('createVm', all, { install: 'fromDisc' })).toEqual([['system', ['install', 'disc']]])
    const said = { install: 'fromDisk', disc: 'a', disk: 'b', more: 'c' }
    expect(saidOf('createVm', fields(...all), said)).toEqual({ install: 'fromDisk', disk: 'b', more: 'c' })
  })

  it('asks of new storage only what its kind wants to know', () => {
    const all = ['kind', 'host', 'server', 'port', 'password', 'share', 'export', 'iqn', 'lun', 'device', 'content', 'overwrite']
    const asked = (inputs: object) => groupsOf('createSr', fields(...all), { ...inputs }).flatMap((group) => group.fields.map(({ name }) => name))
    const format = { is: 'format', uuid: 'c1f1-1' }
    expect(asked({ kind: 'srNfs' })).toEqual(['kind', 'server', 'export', 'content'])
    expect(asked({ kind: 'srIscsi' })).toEqual(['kind', 'server', 'port', 'password', 'iqn', 'lun', 'content'])
    expect(asked({ kind: 'srHba', content: format })).toEqual(['kind', 'lun', 'content', 'overwrite'])
    expect(asked({ kind: 'srExt' })).toEqual(['kind', 'host', 'device', 'content'])
    expect(asked({ kind: 'srExt', content: { is: 'new' } })).toEqual(['kind', 'host', 'device', 'content', 'overwrite'])
    expect(asked({ kind: 'srNfs', content: { is: 'new' } })).toEqual(['kind', 'server', 'export', 'content'])
    expect(asked({ kind: 'srNfsIso' })).toEqual(['kind', 'server', 'export'])
    expect(asked({ kind: 'srSmbIso' })).toEqual(['kind', 'share', 'password'])
  })
})
