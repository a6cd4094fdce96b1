import { afterEach, describe, expect, it, vi } from 'vitest'
import { defineComponent } from 'vue'

import type { ActionState, Choice, Form, FormField, Job, ObjectKey, Problem } from '@/platform/bindings'

import { closeModals } from '@/stores/modals'

import { requestJob } from './requestJob'
import { clean, EVIL, expectAccessible, settle, show, testHost, type TestHost, text, VM } from '@tests/host'

afterEach(() => {
  closeModals()
  clean()
})

const host = (name: string): ObjectKey => ({ connection: 'c1', class: 'host', reference: `OpaqueRef:${name}` })
const choice = (name: string, refusal: Problem | null = null): Choice => ({
  value: host(name), name, object: host(name), facts: [{ field: 'free', value: { is: 'bytes', bytes: 4 * 2 ** 30 } }], refusal,
})
const problem = (code: string): Problem => ({ code, params: {}, raw: [] })

const field = (name: string, other: Partial<FormField> = {}): FormField => ({
  name, kind: { is: 'text', suggestions: [] }, required: true, initial: { is: 'empty' }, isSubject: false, ...other,
})

async function ask(job: Job, fields: FormField[] | ((about: ObjectKey) => FormField[]), refusal?: Problem): Promise<TestHost> {
  const action: ActionState = {
    job, area: 'vm', refusal: null, likely: false, destructive: false, confirms: false, appliesTo: 1, asks: true,
  }
  const affected = [{ object: VM, name: 'web-01', pool: 'Lyon', host: 'xcp-lyon-01', refusal: null }]
  const there = testHost(() => undefined, (command, args) => {
    if (command === 'job_form') {
      const about = (args.about as ObjectKey | null) ?? VM
      return { fields: Array.isArray(fields) ? fields : fields(about), affected } satisfies Form
    }
    if (command === 'preview_job') {
      return {
        planned: [{ affected: affected[0], effects: [{ is: 'change', object: VM, field: 'name', before: text('web-01'), after: text(EVIL) }] }],
        fingerprint: 'as shown',
        beside: [], isOfOthers: false, hasScript: true,
      }
    }
    if (command === 'run_job' && refusal) throw refusal
    return []
  })
  show(defineComponent(() => () => null))
  requestJob(action, [VM])
  await settle()
  return there
}

const dialog = () => document.querySelector<HTMLElement>('[role=dialog]')
const input = () => dialog()?.querySelector<HTMLInputElement>('input, select, textarea')

function say(words: string): void {
  const element = input()
  if (!element) throw new Error('nothing to fill in')
  element.value = words
  element.dispatchEvent(new Event('input', { bubbles: true }))
}

/** Types, and pauses. */
async function type(words: string): Promise<void> {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  say(words)
  await vi.advanceTimersByTimeAsync(150)
  vi.useRealTimers()
  await settle()
}

async function submit(): Promise<void> {
  dialog()?.querySelector('form')?.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }))
  await settle()
}

const ran = (there: TestHost): unknown[] =>
  there.calls.filter(({ command }) => command === 'run_job').map(({ args: { request, objects, seen } }) => ({ request, objects, seen }))

describe('the dialog before a job', () => {
  it('fills in what the engine says is most likely wished', async () => {
    const likely: [FormField, RegExp][] = [
      [field('name', { initial: { is: 'value', value: 'web-01' } }), /^web-01$/],
      [field('name', { initial: { is: 'words', words: 'cloneName', name: 'web-01' } }), /^Copy of web-01$/],
      [field('name', { initial: { is: 'words', words: 'snapshotName', name: 'web-01' } }), /^web-01 .*\d/],
      [field('description', { kind: { is: 'lines' }, initial: { is: 'value', value: 'front\nend' } }), /^front\nend$/],
    ]
    for (const [one, expected] of likely) {
      await ask('rename', [one])
      expect(input()?.value).toMatch(expected)
      expect(dialog()?.querySelector('.pools')?.textContent).toBe('Lyonweb-01 on xcp-lyon-01')
      closeModals()
      clean()
    }
  })

  it('lets a new name be typed over the old one', async () => {
    await ask('rename', [field('name', { initial: { is: 'value', value: 'web-01' } })])
    const { selectionStart, selectionEnd } = input() as HTMLInputElement
    expect([selectionStart, selectionEnd]).toEqual([0, 'web-01'.length])
  })

  it('shows what would be different, as it was typed, and does only what was shown', async () => {
    const there = await ask('rename', [field('name')])
    await type('mail-07')
    const effects = dialog()?.querySelector('.effects')
    expect(effects?.textContent).toContain('web-01')
    expect(effects?.textContent).toContain(EVIL)
    expect(document.querySelector('img')).toBeNull()
    await expectAccessible(dialog() as HTMLElement)
    await submit()
    expect(ran(there)).toEqual([{ request: { job: 'rename', inputs: { name: 'mail-07' } }, objects: [VM], seen: 'as shown' }])
    expect(dialog()).toBeNull()
  })

  it('asks the engine once whoever types pauses', async () => {
    const there = await ask('rename', [field('name')])
    const asked = () => there.calls.filter(({ command }) => command === 'preview_job').map(({ args }) => (args.request as { inputs: { name: string } }).inputs.name)
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    for (const words of ['m', 'ma', 'mai']) {
      say(words)
      await vi.advanceTimersByTimeAsync(100)
    }
    expect(asked()).toEqual([])
    await vi.advanceTimersByTimeAsync(50)
    expect(asked()).toEqual(['mai'])
    vi.useRealTimers()
    // Whoever does not pause before the answer has it looked at first.
    say('mail')
    await submit()
    expect(asked()).toEqual(['mai', 'mail'])
    expect(ran(there)).toMatchObject([{ request: { inputs: { name: 'mail' } }, seen: 'as shown' }])
  })

  it('sends nothing while something is missing', async () => {
    const there = await ask('addTag', [field('tag')])
    await submit()
    expect(ran(there)).toEqual([])
    expect(dialog()?.textContent).toContain('“Tag” is missing.')
  })

  it('stays open and says why where the engine refuses', async () => {
    await ask('rename', [field('name', { initial: { is: 'value', value: 'new' } })], problem('changed_meanwhile'))
    await submit()
    expect(dialog()?.querySelector('[role=alert]')?.textContent).toContain('has changed since it was shown')
  })

  it('offers plain words in a list', async () => {
    const plain = (name: string): Choice => ({ value: name, name, object: null, facts: [], refusal: null })
    const choices = [plain('prod'), plain(EVIL)]
    const there = await ask('removeTag', [field('tag', { kind: { is: 'choice', choices }, initial: { is: 'value', value: 'prod' } })])
    const list = dialog()?.querySelector<HTMLElement>('[role=combobox]')
    expect(list?.textContent).toContain('prod')
    list?.focus()
    list?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }))
    await settle()
    expect([...document.querySelectorAll('[role=option]')].map((one) => one.textContent?.trim())).toEqual(['prod', EVIL])
    document.querySelector('[role=option]')?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }))
    await settle()
    await submit()
    expect(ran(there)).toMatchObject([{ request: { job: 'removeTag', inputs: { tag: 'prod' } } }])
  })

  it('shows every host, and why one cannot take it', async () => {
    const choices = [choice('a', problem('already_there')), choice(EVIL), choice('c')]
    const there = await ask('migrate', [field('host', { kind: { is: 'choice', choices } })])
    await expectAccessible(dialog() as HTMLElement)
    const radios = [...(dialog()?.querySelectorAll<HTMLInputElement>('[type=radio]') ?? [])]
    expect(radios.map(({ disabled, checked }) => [disabled, checked])).toEqual([[true, false], [false, false], [false, false]])
    await submit()
    expect(ran(there)).toEqual([])
    expect(dialog()?.textContent).toContain('“Host” is missing.')
    radios[2]?.click()
    await settle()
    await submit()
    expect(ran(there)).toMatchObject([{ request: { job: 'migrate', inputs: { host: host('c') } } }])
  })

  it('lets one search among many, and keeps what is chosen in sight', async () => {
    const choices = ['Debian 12', 'Debian 13', ...'abcdefgh'].map((name) => choice(name))
    await ask('migrate', [field('host', { kind: { is: 'choice', choices } })])
    const names = () => [...(dialog()?.querySelectorAll('.choices .name') ?? [])].map((one) => one.textContent)
    dialog()?.querySelectorAll<HTMLInputElement>('[type=radio]')[2]?.click()
    await settle()
    const search = dialog()?.querySelector<HTMLInputElement>('[type=search]')
    if (search) search.value = '13 deb'
    search?.dispatchEvent(new Event('input', { bubbles: true }))
    await settle()
    expect(names()).toEqual(['Debian 13', 'a'])
    await expectAccessible(dialog() as HTMLElement)
  })

  it('chooses where there is no choice, and says where there is none', async () => {
    await ask('migrate', [field('host', { kind: { is: 'choice', choices: [choice('a', problem('already_there')), choice('b')] } })])
    const radios = [...(dialog()?.querySelectorAll<HTMLInputElement>('[type=radio]') ?? [])]
    expect(radios.map(({ checked }) => checked)).toEqual([false, true])
    closeModals()
    clean()
    await ask('migrate', [field('host', { kind: { is: 'choice', choices: [choice('a', problem('already_there'))] } })])
    expect(dialog()?.textContent).toContain('Nothing here can be chosen.')
  })

  it('copies what it would do as a script', async () => {
    const there = await ask('rename', [field('name', { initial: { is: 'value', value: 'new' } })])
    const open = [...(dialog()?.querySelectorAll('button') ?? [])].find((one) => one.textContent?.includes('Copy as'))
    open?.focus()
    open?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }))
    await settle()
    const lines = [...document.querySelectorAll<HTMLElement>('[role=menuitem]')]
    expect(lines.map((line) => line.textContent?.trim())).toEqual(['xe commands', 'Python script', 'API calls'])
    lines[1]?.click()
    await settle()
    expect(there.calls.find(({ command }) => command === 'job_script')?.args).toMatchObject({ language: 'python', request: { job: 'rename', inputs: { name: 'new' } } })
  })

  it('asks anew what depends on what was chosen, and fills in what nobody has changed', async () => {
    const template = { kind: { is: 'choice' as const, choices: ['small', 'large'].map((name) => choice(name)) }, isSubject: true }
    const own = (name: string, value: string) => field(name, { required: false, initial: { is: 'value', value } })
    await ask('createVm', ({ reference }) => {
      const words = reference.split(':')[1] ?? ''
      if (reference === VM.reference) return [field('template', template), own('name', ''), own('description', '')]
      return [own('name', `of ${words}`), own('description', `like ${words}`)]
    })
    const texts = () => [...(dialog()?.querySelectorAll<HTMLInputElement>('input[type=text]') ?? [])].map(({ value }) => value)
    const pick = async (name: string) => {
      const radio = [...(dialog()?.querySelectorAll<HTMLElement>('[role=radio], input[type=radio]') ?? [])]
        .find((one) => (one.closest('label') ?? one).textContent?.includes(name))
      radio?.click()
      await settle()
    }
    await pick('small')
    expect(texts()).toEqual(['of small', 'like small'])
    const name = dialog()?.querySelector<HTMLInputElement>('input[type=text]') as HTMLInputElement
    name.value = 'mine'
    name.dispatchEvent(new Event('input', { bubbles: true }))
    await pick('large')
    expect(texts()).toEqual(['mine', 'like large'])
  })

})
