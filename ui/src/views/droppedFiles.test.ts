import { flushPromises, mount } from '@vue/test-utils'
import { expect, test, vi } from 'vitest'
import { defineComponent } from 'vue'

import { i18n } from '@/locales'
import { requestFirstOf } from '@/modules/requestJob'
import { onFilesDropped } from '@/platform'
import type { ObjectKey } from '@/platform/bindings'
import { notifyDone } from '@/stores/notices'

import { jobsFor, targetOf, useDroppedFiles } from './droppedFiles'

vi.mock('@/modules/requestJob')
vi.mock('@/platform')
vi.mock('@/stores/notices')
vi.mock('@/stores/selection', () => ({
  selection: { objects: { value: [{ connection: 'c', class: 'SR', reference: 'r' }] } },
}))

const key = (of: string): ObjectKey => ({ connection: 'c', class: of, reference: 'r' })

test('files go to the one pool, host or storage that is selected', () => {
  expect(targetOf([key('SR')])).toEqual(key('SR'))
  expect(targetOf([key('pool')])).toEqual(key('pool'))
  expect(targetOf([key('VM')])).toBeNull()
  expect(targetOf([key('host'), key('host')])).toBeNull()
  expect(targetOf([])).toBeNull()
})

test.each([
  ['/a/Web.XVA', ['importVm']],
  ['/a/debian.iso', ['uploadDisc']],
  ['/a/disk.img', ['importDisk', 'uploadDisc']],
  ['C:\\a.b\\disk.VHD', ['importDisk']],
  ['/a/disk.vmdk', ['importDisk']],
  ['/a/disk.qcow2', ['importDisk']],
  ['/a/disk.raw', ['importDisk']],
  ['/a/disk.vhdx', []],
  ['/a.iso/xva', []],
  ['/a/xva', []],
])('%s is taken for %j', (file, jobs) => {
  expect(jobsFor(file)).toEqual(jobs)
})

const SR = key('SR')

test('of several files each has its form, the next once the one before has closed', async () => {
  const asked: unknown[] = []
  const closed: ((isThere: boolean) => void)[] = []
  vi.mocked(requestFirstOf).mockImplementation((jobs, objects, inputs) => {
    asked.push([jobs[0], objects, inputs])
    return new Promise((resolve) => closed.push(resolve))
  })
  const window = defineComponent({ setup: () => (useDroppedFiles(), () => null) })
  mount(window, { global: { plugins: [i18n] } })
  const drop = vi.mocked(onFilesDropped).mock.calls[0]![0]
  drop(['/a/one.vhd', '/a/notes.txt', '/a/two.iso'])
  drop(['/a/three.xva'])
  await flushPromises()
  expect(asked).toEqual([['importDisk', [SR], { file: '/a/one.vhd' }]])
  // What is no file of machines or disks is told once.
  expect(notifyDone).toHaveBeenCalledTimes(1)
  for (const next of ['uploadDisc', 'importVm']) {
    closed.at(-1)!(true)
    await flushPromises()
    expect((asked.at(-1) as unknown[])[0]).toBe(next)
  }
  closed.at(-1)!(false)
  await flushPromises()
  // The one selected takes none of that kind.
  expect(notifyDone).toHaveBeenCalledTimes(2)
})
