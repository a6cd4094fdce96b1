import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { messages } from '@/locales'

const ROOT = join(__dirname, '..', '..')
const WORDS = [
  join(ROOT, 'crates/inventory/src/words.rs'),
  join(ROOT, 'crates/engine/src/words.rs'),
].map((file) => readFileSync(file, 'utf8'))
const BINDINGS = readFileSync(join(__dirname, '../src/platform/bindings.ts'), 'utf8')

/** Every sentence by its dotted key. */
function flat(tree: object, path = ''): Map<string, string> {
  const found = new Map<string, string>()
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === 'string') found.set(path + key, value)
    else for (const [below, text] of flat(value as object, `${path}${key}.`)) found.set(below, text)
  }
  return found
}

/** The text of one Rust list of ids. */
function list(name: string): string {
  const found = WORDS.map((text) => text.match(new RegExp(`pub const ${name}: [^=]*= &\\[([\\s\\S]*?)\\n\\];`))?.[1])
  return found.filter(Boolean).join('\n')
}

/** The ids of a list of names. */
const ids = (name: string) => [...list(name).matchAll(/"([A-Za-z0-9_]+)"/g)].map((match) => match[1] as string)

/** The ids of a list of names with their parameters: the first of each pair. */
const codes = () => [...list('PROBLEMS').matchAll(/\(\s*"([A-Za-z0-9_]+)",/g)].map((match) => match[1] as string)

/** The arms of a generated union of strings. */
function arms(type: string): string[] {
  const text = BINDINGS.match(new RegExp(`export type ${type} = ("[^;]+);`))?.[1] ?? ''
  return [...text.matchAll(/"([^"]+)"/g)].map((match) => match[1] as string)
}

const en = flat(messages.en)
const fr = flat(messages.fr)
/** The values that a sentence takes; each form of a plural takes its own. */
const values = (text: string | undefined) => [...new Set([...(text ?? '').matchAll(/\{(\w+)\}/g)].map((match) => match[1]))].sort()

describe('translations', () => {
  it('are complete in each language', () => {
    expect(en.size).toBeGreaterThan(400)
    expect([...fr.keys()].filter((key) => !en.has(key))).toEqual([])
    expect([...en.keys()].filter((key) => !fr.has(key))).toEqual([])
  })

  it('take the same values in each language', () => {
    const differ = [...en.keys()].filter((key) => String(values(en.get(key))) !== String(values(fr.get(key))))
    expect(differ).toEqual([])
  })

  it('have as many forms in each language', () => {
    const forms = (text: string | undefined) => (text ?? '').split(' | ').length
    expect([...en.keys()].filter((key) => forms(en.get(key)) !== forms(fr.get(key)))).toEqual([])
  })

  it('are never empty', () => {
    for (const texts of [en, fr]) {
      expect([...texts].filter(([, text]) => text.trim() === '').map(([key]) => key)).toEqual([])
    }
  })

  it.each([
    ['SECTIONS', 'section'],
    ['FIELDS', 'field'],
    ['EFFECT_FIELDS', 'field'],
    ['COLUMNS', 'column'],
    ['TERMS', 'term'],
    ['HEALTH_RULES', 'healthRule'],
  ])('know every one of the engine’s %s', (name, prefix) => {
    const wanted = ids(name)
    expect(wanted.length).toBeGreaterThan(5)
    expect(wanted.filter((id) => !en.has(`${prefix}.${id}`))).toEqual([])
  })

  it('know whatever has to be said with a job', () => {
    const wanted = ids('FORM_FIELDS')
    expect(wanted.length).toBeGreaterThan(5)
    const keys = [...en.keys()].filter((key) => key.startsWith('jobField.'))
    expect(wanted.filter((id) => !keys.some((key) => key.split('.').at(-1) === id))).toEqual([])
  })

  it('know every problem of ours', () => {
    const wanted = codes()
    expect(wanted.length).toBeGreaterThan(40)
    expect(wanted.filter((code) => !en.has(`problem.${code}`))).toEqual([])
  })

  it.each([
    ['Status', 'status'],
    ['RowKind', 'kind'],
    ['RowKind', 'kinds'],
    ['Job', 'job'],
    ['ListKind', 'list'],
    ['ListKind', 'table.empty'],
    ['TaskState', 'task.state'],
    ['Theme', 'settings.themes'],
    ['Density', 'settings.densities'],
    ['Grouping', 'tree'],
  ])('know every %s as %s', (type, prefix) => {
    const wanted = arms(type)
    expect(wanted.length).toBeGreaterThan(1)
    expect(wanted.filter((arm) => !en.has(`${prefix}.${arm}`))).toEqual([])
  })

  it('have every key that the sources ask for', () => {
    const missing: string[] = []
    for (const [file, text] of sources()) {
      for (const match of text.matchAll(/\bt\(\s*'([a-zA-Z][\w.]*)'/g)) {
        if (!en.has(match[1] as string)) missing.push(`${file}: ${match[1]}`)
      }
    }
    expect(missing).toEqual([])
  })
})

function sources(folder = join(__dirname, '../src')): [string, string][] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry): [string, string][] => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return sources(path)
    return /\.(vue|ts)$/.test(entry.name) ? [[path, readFileSync(path, 'utf8')]] : []
  })
}
