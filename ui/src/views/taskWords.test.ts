import { mount } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'

import { i18n } from '@/locales'
import type { TaskView } from '@/platform/bindings'

import { useTaskWords } from './taskWords'

function titleOf(title: string): string {
  let said = ''
  const task = { title, job: null } as TaskView
  mount({ setup: () => ((said = useTaskWords().title(task)), () => null) }, { global: { plugins: [i18n] } })
  return said
}

afterEach(() => {
  i18n.global.locale.value = 'en'
})

describe('the names of tasks that others have begun', () => {
  it('are words where we have them, else readable', () => {
    expect(titleOf('VM.pool_migrate')).toBe('Migrate')
    expect(titleOf('Async.VM.clean_shutdown')).toBe('Shut down')
    expect(titleOf('SR.scan')).toBe('Scanning')
    expect(titleOf('VM.set_name_description')).toBe('Set name description')
    expect(titleOf('VM.remove_from_platform')).toBe('Clear platform')
    expect(titleOf('host.rotate_moon')).toBe('host: rotate moon')
    expect(titleOf('Backup of tonight')).toBe('Backup of tonight')
  })

  it('follow the language', () => {
    i18n.global.locale.value = 'fr'
    expect(titleOf('VM.pool_migrate')).toBe(i18n.global.t('job.migrate'))
  })
})
