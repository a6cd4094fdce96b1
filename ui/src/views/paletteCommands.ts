import { AppWindow, BookOpen, Contrast, FileText, Keyboard, Languages, Link, ListChecks, Lock, LockOpen, Plug, Plus, RotateCw, Rows3, Settings, Siren, Unplug } from '@lucide/vue'
import { type Component, computed, type ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { acting } from '@/modules/acting'
import { runOnConnection } from '@/modules/requestJob'
import { useActions } from '@/modules/useActions'
import { LANGUAGES } from '@/locales'
import { api, asProblem, copyText } from '@/platform'
import type { ConnectionView, Density, Theme } from '@/platform/bindings'
import { connections } from '@/stores/connections'
import { openAddServer, openEmergency } from '@/modules/connection/dialogs'
import { notify } from '@/stores/notices'
import { tasksOpen } from '@/stores/panes'
import { selection } from '@/stores/selection'
import { settings, theme, updateSettings } from '@/stores/settings'
import { keysOf } from './shortcutKeys'
import { openSettings, openShortcuts } from './settingsDialogs'
import { openGuide } from './guide/openGuide'
import { openAnotherWindow } from './openAnotherWindow'

/** Something the palette can do. */
export interface Command {
  id: string
  label: string
  icon?: Component
  /** Why it cannot be done now. */
  reason?: string
  /** The keys that do it without the palette. */
  hint?: string
  /** Where it is done. */
  remark?: string
  /** Other words that it is found by. */
  also?: string
  run(): void
}

/** A language by its names in English and in the language of the window. */
function namesOf(language: string, locale: string): string {
  return ['en', locale].map((one) => new Intl.DisplayNames([one], { type: 'language' }).of(language)).join(' ')
}

const THEMES: Theme[] = ['system', 'light', 'dark', 'contrast']
const DENSITIES: Density[] = ['comfortable', 'compact']

/** Everything the palette offers beside objects: what can be done to the selection, and the rest. */
export function usePaletteCommands(): {
  jobs: ComputedRef<Command[]>
  commands: ComputedRef<Command[]>
} {
  const { t, locale } = useI18n()
  const actions = useActions(() => acting.value)

  const call = (connection: ConnectionView, act: () => Promise<void>) => () => {
    act().catch((error: unknown) => notify(asProblem(error), { connection: connection.id }))
  }

  const jobs = computed<Command[]>(() =>
    actions.all().map((item) => ({
      id: `job:${item.id}`,
      label: item.label,
      icon: item.icon,
      reason: item.reason,
      hint: item.hint,
      run: () => actions.run(item.id),
    })),
  )

  const servers = computed<Command[]>(() =>
    connections.value.flatMap((connection) => {
      const { id, name, state, readOnly } = connection
      const change = {
        id: `changes:${id}`,
        label: t(readOnly ? 'palette.allowChanges' : 'palette.forbidChanges', { name }),
        icon: readOnly ? LockOpen : Lock,
        run: call(connection, () => runOnConnection(readOnly ? 'allowChanges' : 'forbidChanges', id)),
      }
      if (state.is === 'disconnected') {
        const label = t('palette.connectTo', { name })
        return [{ id: `connect:${id}`, label, icon: Plug, run: call(connection, () => runOnConnection('connect', id)) }, change]
      }
      if (state.is === 'stale' || state.is === 'emergency') {
        const label = t('palette.tryNow', { name })
        const again = { id: `try:${id}`, label, icon: RotateCw, run: call(connection, () => runOnConnection('tryNow', id)) }
        if (state.is === 'stale') return [again, change]
        const decide = t('palette.decide', { name })
        const open = () => openEmergency(id)
        return [again, { id: `decide:${id}`, label: decide, icon: Siren, run: open }, change]
      }
      const label = t('palette.disconnectFrom', { name })
      return [{ id: `off:${id}`, label, icon: Unplug, run: call(connection, () => runOnConnection('disconnect', id)) }, change]
    }),
  )

  const looks = computed<Command[]>(() => [
    ...THEMES.filter((one) => one !== theme.value).map((one) => ({
      id: `theme:${one}`,
      label: t('palette.theme', { name: t(`settings.themes.${one}`) }),
      icon: Contrast,
      run: () => updateSettings({ theme: one }),
    })),
    ...DENSITIES.filter((one) => one !== settings.value.density).map((one) => ({
      id: `density:${one}`,
      label: t('palette.density', { name: t(`settings.densities.${one}`) }),
      icon: Rows3,
      run: () => updateSettings({ density: one }),
    })),
    ...LANGUAGES.map((one) => ({
      id: `language:${one}`,
      label: t('palette.language', { name: t(`settings.languages.${one}`) }),
      icon: Languages,
      also: namesOf(one, locale.value),
      run: () => updateSettings({ language: one }),
    })),
  ])

  const commands = computed<Command[]>(() => [
    { id: 'add', label: t('palette.addServer'), icon: Plus, hint: keysOf('add'), run: () => openAddServer() },
    {
      id: 'tasks',
      label: t('palette.tasks'),
      icon: ListChecks,
      hint: keysOf('tasks'),
      run: () => (tasksOpen.value = true),
    },
    { id: 'window', label: t('palette.window'), icon: AppWindow, hint: keysOf('window'), run: openAnotherWindow },
    { id: 'settings', label: t('palette.settings'), icon: Settings, hint: keysOf('settings'), run: () => openSettings() },
    { id: 'guide', label: t('palette.guide'), icon: BookOpen, hint: keysOf('guide'), run: () => openGuide() },
    {
      id: 'shortcuts',
      label: t('palette.shortcuts'),
      icon: Keyboard,
      hint: keysOf('shortcuts'),
      run: () => openShortcuts(),
    },
    { id: 'address', label: t('palette.copyAddress'), icon: Link, also: selection.address.value, run: () => void copyText(selection.address.value) },
    ...servers.value,
    ...looks.value,
    {
      id: 'log',
      label: t('palette.showLog'),
      icon: FileText,
      run: () => void api.showLog().catch((error: unknown) => notify(asProblem(error))),
    },
  ])

  return { jobs, commands }
}
