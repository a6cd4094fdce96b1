import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, nextTick, ref, type EffectScope } from 'vue'

import type { Preview } from '@/platform/bindings'
import { testHost, VM } from '@tests/host'

import { useJobPreview } from './jobPreview'

let scope: EffectScope
beforeEach(() => {
  vi.useFakeTimers()
  scope = effectScope()
})
afterEach(() => {
  scope.stop()
  vi.useRealTimers()
})

/** A preview of renaming a VM whose answers come when the test says so. */
function start() {
  const answers = new Map<string, (answer: Preview) => void>()
  testHost(() => undefined, (command, args) => {
    if (command === 'job_form') return { fields: [], affected: [] }
    const { name } = (args.request as { inputs: { name: string } }).inputs
    return new Promise((resolve) => answers.set(name, resolve))
  })
  const name = ref('a')
  const found = scope.run(() => useJobPreview('rename', [VM], () => ({ name: name.value })))!
  return {
    found,
    asked: () => [...answers.keys()],
    async type(text: string, pause: number) {
      name.value = text
      await nextTick()
      await vi.advanceTimersByTimeAsync(pause)
    },
    async answer(text: string) {
      answers.get(text)?.({ planned: [], fingerprint: text, beside: [], isOfOthers: false, hasScript: false })
      await vi.advanceTimersByTimeAsync(0)
    },
  }
}

describe('the preview of a job', () => {
  it('is asked for at once, then when whoever types pauses', async () => {
    const { asked, type } = start()
    await nextTick()
    expect(asked()).toEqual(['a'])
    await type('ab', 149)
    await type('abc', 149)
    expect(asked()).toEqual(['a'])
    await type('abcd', 150)
    expect(asked()).toEqual(['a', 'abcd'])
  })

  it('is that of the newest words, in whatever order the answers come', async () => {
    const { found, type, answer } = start()
    await type('b', 150)
    await answer('b')
    await answer('a')
    expect(found.preview.value?.fingerprint).toBe('b')
  })

  it('is brought up to date before what it shows is done', async () => {
    const { found, asked, type, answer } = start()
    await answer('a')
    await type('b', 10)
    const settled = found.settled()
    await nextTick()
    expect(asked()).toEqual(['a', 'b'])
    await answer('b')
    await settled
    expect(found.preview.value?.fingerprint).toBe('b')
  })
})
