import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h, shallowRef } from 'vue'

import type { Effect, Form, FormField, Page, Preview, Problem } from '@/platform/bindings'
import { clean, EVIL, expectAccessible, field, page, settle, show, testHost, type TestHost, text, VM } from '@tests/host'

import DraftBar from './DraftBar.vue'
import PageValue from './PageValue.vue'
import { draftOf, dropDraft } from './drafts'

const asked = (name: string, kind: FormField['kind'], value: unknown): FormField => ({ name, kind, required: name === 'name', initial: { is: 'value', value }, isSubject: false })
const FORMS: Record<string, FormField[]> = {
  rename: [asked('name', { is: 'text', suggestions: [] }, 'web-01')],
  setTags: [asked('tags', { is: 'tags', suggestions: ['web'] }, ['prod'])],
}
const affected = { object: VM, name: 'web-01', pool: 'Lyon', host: null, refusal: null }
const here = (name: string): Page =>
  page({ name, sections: [{ id: 'identity', fields: [field('name', text(name), 'rename'), field('tags', { is: 'list', items: [text('prod')] }, 'setTags')] }] })

interface Edits {
  changes: { job: string; inputs: Record<string, unknown> }[]
}
/** What the engine would say of edits: each changes the line of its name. */
function previewOf({ changes }: Edits): Preview {
  const effects = changes.map(({ job, inputs }): Effect => ({
    is: 'change', object: VM, field: job === 'rename' ? 'name' : 'tags',
    before: text('was'), after: text(String(inputs.name ?? inputs.tags)),
  }))
  return { planned: [{ affected, effects }], fingerprint: JSON.stringify(changes), beside: [], isOfOthers: false, hasScript: true }
}

const shown = shallowRef<Page>(here('web-01'))
let host: TestHost
let refusal: Problem | null
beforeEach(async () => {
  shown.value = here('web-01')
  refusal = null
  host = testHost(() => undefined, (command, args) => {
    if (command === 'job_form') return { fields: FORMS[args.job as string] ?? [], affected: [affected] } satisfies Form
    if (command === 'preview_job') return previewOf((args.request as { inputs: Edits }).inputs)
    if (command === 'run_job' && refusal) throw refusal
    return []
  })
  show(defineComponent({
    setup: () => () => [
      ...shown.value.sections.flatMap(({ fields }) => fields.map((one) => h('div', { class: one.id }, h(PageValue, { key: one.id, page: shown.value, field: one })))),
      draftOf(VM).changes.length > 0 ? h(DraftBar, { page: shown.value }) : null,
    ],
  }))
  await settle()
})
afterEach(() => {
  dropDraft(VM)
  clean()
})

const button = (name: string) => [...document.querySelectorAll('button')].find((one) => (one.ariaLabel ?? one.textContent)?.trim() === name)
const bar = () => document.querySelector<HTMLElement>('.bar')
const ran = () => host.calls.filter(({ command }) => command === 'run_job').map(({ args }) => args)

async function press(name: string): Promise<void> {
  button(name)?.click()
  await settle()
}

/** Edits a text in place, and keeps it. */
async function edit(line: string, label: string, words: string): Promise<void> {
  await press(`Edit “${label}”`)
  const input = document.querySelector<HTMLInputElement>(`.${line} input`)
  if (!input) throw new Error('nothing to edit')
  input.value = words
  input.dispatchEvent(new Event('input', { bubbles: true }))
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  document.querySelector(`.${line} form`)?.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }))
  await vi.advanceTimersByTimeAsync(150)
  vi.useRealTimers()
  await settle()
}

describe('editing in place', () => {
  it('draws the form of the job behind the line, with what is there', async () => {
    await press('Edit “Name”')
    const input = document.querySelector<HTMLInputElement>('.name input')
    expect(input?.value).toBe('web-01')
    expect(document.activeElement).toBe(input)
    await expectAccessible(document.querySelector('.name') as HTMLElement)
    input?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }))
    await settle()
    expect(document.querySelector('.name form')).toBeNull()
    expect(document.activeElement).toBe(button('Edit “Name”'))
    expect(draftOf(VM).changes).toEqual([])
  })

  it('gathers edits into one difference, and does them as one', async () => {
    await edit('name', 'Name', EVIL)
    expect(document.querySelector('.name .after')?.textContent).toContain(EVIL)
    expect(document.querySelector('img')).toBeNull()
    await press('Edit “Tags”')
    const input = document.querySelector<HTMLInputElement>('.tags input')!
    input.value = 'web'
    input.dispatchEvent(new Event('input', { bubbles: true }))
    input.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }))
    await settle()
    button('Take off “prod”')?.click()
    await settle()
    await press('Keep this edit')
    expect(bar()?.textContent).toContain('2 edits, not applied yet')
    await expectAccessible(bar() as HTMLElement)
    const changes = [{ job: 'rename', inputs: { name: EVIL } }, { job: 'setTags', inputs: { tags: ['web'] } }]
    await press('Apply')
    expect(ran()).toEqual([{ request: { job: 'edit', inputs: { changes } }, objects: [VM], seen: JSON.stringify(changes) }])
    expect(bar()).toBeNull()
  })

  it('shows what somebody else has changed meanwhile, and overwrites nothing unasked', async () => {
    await edit('name', 'Name', 'mine')
    shown.value = here('theirs')
    await settle()
    expect(document.querySelector('.name')?.textContent).toContain('Somebody else has changed this since you edited it.')
    expect((button('Apply') as HTMLButtonElement).disabled).toBe(true)
    await press('Keep mine')
    expect((button('Apply') as HTMLButtonElement).disabled).toBe(false)
    shown.value = here('theirs again')
    await settle()
    await press('Take theirs')
    expect(bar()).toBeNull()
    expect(document.querySelector('.name .value')?.textContent).toBe('theirs again')
    expect(ran()).toEqual([])
  })

  it('keeps what was edited where the engine refuses it, and says why', async () => {
    refusal = { code: 'changed_meanwhile', params: {}, raw: [] }
    await edit('name', 'Name', 'mine')
    await press('Apply')
    expect(bar()?.querySelector('[role=alert]')?.textContent).toContain('has changed since it was shown')
    await press('Discard')
    expect(bar()).toBeNull()
    expect(document.querySelector('.name .value')?.textContent).toBe('web-01')
  })
})
