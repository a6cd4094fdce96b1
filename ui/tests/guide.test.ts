import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

import { LANGUAGES, messages } from '@/locales'
import { OBJECT_TYPES } from '@/modules/objectTypes'
import { LISTS } from '@/modules/objectType'
import { SHORTCUTS } from '@/views/shortcutKeys'
import { CONTENTS, inOrder, linksIn, placeOf } from '@/views/guide/guide'
import type { GuideNode, GuidePage } from '@/views/guide/guidePage'

import { readPage } from '../guidePages'

const FOLDER = join(__dirname, '../../docs/guide')
const BINDINGS = readFileSync(join(__dirname, '../src/platform/bindings.ts'), 'utf8')

/** Keys that pages name and that are not the whole window's: those of a console, and of whatever has the focus. */
const OTHER_KEYS = ['Enter', 'Ctrl Alt']
/** What the window shows where nothing is selected. */
const NO_SELECTION = ['overview/*', 'welcome/*']

function pagesOf(language: string): Map<string, GuidePage> {
  const folder = join(FOLDER, language)
  const files = readdirSync(folder)
  return new Map(files.map((file) => [file.replace(/\.md$/, ''), readPage(readFileSync(join(folder, file), 'utf8'))]))
}

const guides = LANGUAGES.map((language) => ({ language, pages: pagesOf(language) }))
const everySection = guides.flatMap(({ language, pages }) =>
  [...pages].flatMap(([page, { sections }]) => sections.map((section) => ({ language, page, section }))),
)

/** The names of a generated union of strings. */
function arms(type: string): Set<string> {
  const text = BINDINGS.match(new RegExp(`export type ${type} = ("[^;]+);`))?.[1] ?? ''
  return new Set([...text.matchAll(/"([^"]+)"/g)].map((match) => match[1] as string))
}

/** The texts of all elements of a kind. */
function textsOf(nodes: readonly GuideNode[], tag: string): string[] {
  const words = (some: readonly GuideNode[]): string => some.map((node) => (typeof node === 'string' ? node : words(node.children))).join('')
  return nodes.flatMap((node) => {
    if (typeof node === 'string') return []
    return node.tag === tag ? [words(node.children)] : textsOf(node.children, tag)
  })
}

function sentences(tree: object): string[] {
  return Object.values(tree).flatMap((value) => (typeof value === 'string' ? [value] : sentences(value as object)))
}

describe('the guide', () => {
  it('has the same pages and the same headings for the same things in each language', () => {
    const [first, ...others] = guides.map(({ pages }) =>
      [...pages].map(([name, { sections }]) => [name, sections.map(({ isFor }) => isFor.join(' '))]),
    )
    expect(first?.length).toBeGreaterThan(10)
    for (const other of others) expect(other).toEqual(first)
  })

  it('links to every page from its contents', () => {
    for (const { pages } of guides) {
      expect([...inOrder(pages).pages.keys()].sort()).toEqual([...pages.keys()].sort())
    }
  })

  it('has something behind every link', () => {
    const lost = everySection.flatMap(({ language, page, section }) =>
      linksIn(section.nodes).filter((href) => {
        const to = placeOf(href, page)
        const sections = to && guides.find((one) => one.language === language)?.pages.get(to.page)?.sections
        return !sections || (to.section !== undefined && !sections.some(({ id }) => id === to.section))
      }).map((href) => `${language}/${page}: ${href}`),
    )
    expect(lost).toEqual([])
  })

  it('gives each heading of a page an anchor of its own', () => {
    for (const { pages } of guides) {
      for (const { sections } of pages.values()) {
        const ids = sections.map(({ id }) => id)
        expect(new Set(ids).size).toBe(ids.length)
      }
    }
  })

  it('is for jobs and tabs that there are, each told in one place', () => {
    const jobs = arms('Job')
    const lists = arms('ListKind')
    expect(jobs.size).toBeGreaterThan(100)
    const isThere = (one: string): boolean => {
      const [kind, tab] = one.split('/') as [string, string?]
      if (tab === undefined) return jobs.has(kind)
      if (NO_SELECTION.includes(one)) return true
      const type = OBJECT_TYPES[kind as keyof typeof OBJECT_TYPES]
      const isTab = () => type.tabs.some((own) => (own === LISTS ? lists.has(tab) : own.id === tab))
      return type !== undefined && (tab === '*' || isTab())
    }
    for (const { language } of guides) {
      const all = everySection.filter((one) => one.language === language).flatMap(({ section }) => section.isFor)
      expect(all.filter((one) => !isThere(one))).toEqual([])
      expect(all.filter((one, at) => all.indexOf(one) !== at)).toEqual([])
      for (const kind of Object.keys(OBJECT_TYPES)) expect(all).toContain(`${kind}/*`)
    }
  })

  it('names no key that there is not', () => {
    const known = new Set<string>([...SHORTCUTS.map(({ keys }) => keys), ...OTHER_KEYS])
    const named = everySection.flatMap(({ page, section }) => textsOf(section.nodes, 'kbd').map((key) => ({ page, key })))
    expect(named.length).toBeGreaterThan(20)
    expect(named.filter(({ key }) => !known.has(key))).toEqual([])
  })

  it('calls everything as the window does', () => {
    for (const { language, pages } of guides) {
      const words = new Set(sentences(messages[language]))
      const bold = [...pages].flatMap(([page, { sections }]) =>
        sections.flatMap(({ nodes }) => textsOf(nodes, 'strong').map((text) => ({ page, text }))),
      )
      expect(bold.length).toBeGreaterThan(100)
      expect(bold.filter(({ text }) => !words.has(text))).toEqual([])
    }
  })

  it('begins with its contents', () => {
    for (const { pages } of guides) expect([...inOrder(pages).pages.keys()][0]).toBe(CONTENTS)
  })
})

describe('a page', () => {
  it('is refused where it has what cannot be shown', () => {
    const read = (below: string) => () => readPage(`# Title\n\n${below}`)
    expect(read('<script>alert(1)</script>')).toThrow()
    expect(read('text <b>bold</b>')).toThrow()
    expect(read('![picture](x.png)')).toThrow()
    expect(read('### Too deep')).toThrow()
    expect(read('<kbd>Ctrl K')).toThrow()
    expect(read('# Second title')).toThrow()
    expect(() => readPage('No title.')).toThrow()
  })

  it('has its words as they are meant', () => {
    const { sections } = readPage('# A & B\n<!-- for: start vm/* -->\n\n`a<b` **c** and <kbd>Ctrl K</kbd>: [d](e.md#f)\n\n## L’été d’une VM\n')
    expect(sections.map(({ id }) => id)).toEqual(['a--b', 'lété-dune-vm'])
    expect(sections[0]).toMatchObject({ title: 'A & B', isFor: ['start', 'vm/*'], text: 'a<b c and Ctrl K: d ' })
  })
})
