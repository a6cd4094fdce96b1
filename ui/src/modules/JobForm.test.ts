import { afterEach, describe, expect, it } from 'vitest'

import type { ActionState, Input, Job, ObjectKey, Problem, Target } from '@/platform/bindings'

import JobForm from './JobForm.vue'
import { dropForm, requestJob } from './jobs'
import { clean, EVIL, expectAccessible, page, settle, show, testHost, type TestHost, VM } from '@tests/host'

afterEach(() => {
  dropForm()
  clean()
})

const host = (name: string): ObjectKey => ({ connection: 'c1', class: 'host', reference: `OpaqueRef:${name}` })
const target = (name: string, refusal: Problem | null = null): Target => ({ object: host(name), name, memoryFree: 4 * 2 ** 30, refusal })
const problem = (code: string): Problem => ({ code, params: {}, raw: [] })

interface Scene {
  tags?: string[]
  targets?: Target[]
  refusal?: Problem
}

async function ask(job: Job, input: Input, scene: Scene = {}): Promise<TestHost> {
  const action: ActionState = {
    job, refusal: null, likely: false, destructive: false, interrupts: false, appliesTo: 1, inputs: [input],
  }
  const there = testHost(
    (spec) => (spec.view === 'page' ? page({ name: 'web-01', description: 'front', tags: scene.tags ?? [] }) : undefined),
    (command) => {
      if (command === 'affected') return [{ object: VM, name: 'web-01', pool: 'Lyon', host: 'xcp-lyon-01', refusal: null }]
      if (command === 'targets') return scene.targets ?? []
      if (command === 'run_job' && scene.refusal) throw scene.refusal
      return []
    },
  )
  show(JobForm)
  requestJob(action, [VM])
  await settle()
  return there
}

const dialog = () => document.querySelector<HTMLElement>('[role=dialog]')
const field = () => dialog()?.querySelector<HTMLInputElement>('input, select')

async function type(text: string): Promise<void> {
  const element = field()
  if (!element) throw new Error('nothing to fill in')
  element.value = text
  element.dispatchEvent(new Event('input', { bubbles: true }))
  await settle()
}

async function submit(): Promise<void> {
  dialog()?.querySelector('form')?.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }))
  await settle()
}

const said = (there: TestHost): unknown[] =>
  there.calls.filter(({ command }) => command === 'run_job').map(({ args }) => args.inputs)

describe('what has to be said before a job', () => {
  it('fills in what is most likely wished', async () => {
    const likely: [Job, Input, RegExp][] = [
      ['rename', 'name', /^web-01$/],
      ['clone', 'name', /^Copy of web-01$/],
      ['snapshot', 'name', /^web-01 .*\d/],
      ['describe', 'description', /^front$/],
    ]
    for (const [job, input, expected] of likely) {
      await ask(job, input)
      expect(field()?.value, job).toMatch(expected)
      expect(dialog()?.querySelector('.pools')?.textContent, job).toBe('Lyonweb-01 on xcp-lyon-01')
      dropForm()
      clean()
    }
  })

  it('lets a new name be typed over the old one', async () => {
    await ask('rename', 'name')
    const { selectionStart, selectionEnd } = field() as HTMLInputElement
    expect([selectionStart, selectionEnd]).toEqual([0, 'web-01'.length])
  })

  it('sends what was said, and only what was asked for', async () => {
    const there = await ask('rename', 'name')
    await expectAccessible(dialog() as HTMLElement)
    await type('  mail-07 ')
    await submit()
    expect(said(there)).toEqual([{ name: 'mail-07', description: null, tag: null, host: null }])
    expect(dialog()).toBeNull()
  })

  it('sends nothing while something is missing', async () => {
    const there = await ask('addTag', 'tag')
    await submit()
    expect(said(there)).toEqual([])
    expect(dialog()?.textContent).toContain('Enter a tag.')
  })

  it('stays open and says why where the engine refuses', async () => {
    await ask('rename', 'name', { refusal: problem('read_only') })
    await submit()
    expect(dialog()?.querySelector('[role=alert]')).not.toBeNull()
  })

  it('offers the tags that there are to take one off', async () => {
    const there = await ask('removeTag', 'tag', { tags: ['prod', EVIL] })
    const list = dialog()?.querySelector('[role=combobox]')
    expect(list?.textContent).toContain('prod')
    list?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }))
    await settle()
    const options = [...document.querySelectorAll<HTMLElement>('[role=option]')]
    expect(options.map((option) => option.textContent?.trim())).toEqual(['prod', EVIL])
    options[0]?.focus()
    options[0]?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }))
    await settle()
    await submit()
    expect(said(there)).toEqual([{ name: null, description: null, tag: 'prod', host: null }])
  })

  it('shows every host, and why one cannot take it', async () => {
    const targets = [target('a', problem('same_host')), target(EVIL), target('c')]
    const there = await ask('migrate', 'host', { targets })
    await expectAccessible(dialog() as HTMLElement)
    const radios = [...(dialog()?.querySelectorAll<HTMLInputElement>('[type=radio]') ?? [])]
    expect(radios.map(({ disabled, checked }) => [disabled, checked])).toEqual([[true, false], [false, false], [false, false]])
    await submit()
    expect(said(there)).toEqual([])
    expect(dialog()?.textContent).toContain('Choose a host.')
    radios[2]?.click()
    await settle()
    await submit()
    expect(said(there)).toEqual([{ name: null, description: null, tag: null, host: host('c') }])
  })

  it('chooses where there is no choice, and says where there is none', async () => {
    await ask('migrate', 'host', { targets: [target('a', problem('same_host')), target('b')] })
    const radios = [...(dialog()?.querySelectorAll<HTMLInputElement>('[type=radio]') ?? [])]
    expect(radios.map(({ checked }) => checked)).toEqual([false, true])
    dropForm()
    clean()
    await ask('migrate', 'host', { targets: [target('a', problem('same_host'))] })
    expect(dialog()?.textContent).toContain('None of the hosts can take it.')
  })
})
