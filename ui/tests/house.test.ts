import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'

const SRC = join(__dirname, '../src')
const MOST_LINES = 400
const EXCUSE = "Longer than the house's limit because"

function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    return entry.isDirectory() ? files(path) : [path]
  })
}

const sources = files(SRC)
  .filter((path) => /\.(vue|ts|css)$/.test(path))
  .map((path) => ({ path: relative(SRC, path), text: readFileSync(path, 'utf8') }))
/** What the window is made of, without what tests it. */
const shipped = sources.filter(({ path }) => !/\.test\.ts$/.test(path))
const outside = (folder: string) => sources.filter(({ path }) => !path.startsWith(folder))
const named = (some: typeof sources) => some.map(({ path }) => path)

describe('the house', () => {
  it('has sources to look at', () => {
    expect(sources.length).toBeGreaterThan(60)
  })

  it('knows Tauri only in src/platform', () => {
    expect(named(outside('platform/').filter(({ text }) => /@tauri-apps|__TAURI/.test(text)))).toEqual([])
  })

  it('keeps its files short', () => {
    const long = sources.filter(
      ({ path, text }) =>
        path !== 'platform/bindings.ts' &&
        text.split('\n').length > MOST_LINES + 1 &&
        !text.slice(0, 600).includes(EXCUSE),
    )
    expect(named(long)).toEqual([])
  })

  it('puts no markup together from text', () => {
    const forbidden = /v-html|\.innerHTML|\.outerHTML|insertAdjacentHTML|document\.write/
    expect(named(shipped.filter(({ text }) => forbidden.test(text)))).toEqual([])
  })

  it('evaluates no text', () => {
    expect(named(shipped.filter(({ text }) => /\beval\(|new Function\(/.test(text)))).toEqual([])
  })

  it('writes no style into markup, which the content policy would refuse', () => {
    expect(named(shipped.filter(({ text }) => /[^:\w-]style="/.test(text)))).toEqual([])
  })

  it('defines colours in one place', () => {
    const colour = /#[0-9a-fA-F]{3,8}\b(?![^<]*<\/path)|\brgba?\(|\bhsla?\(/
    const styles = outside('styles/tokens.css').flatMap(({ path, text }) => {
      const parts = path.endsWith('.vue') ? [...text.matchAll(/<style[^>]*>([\s\S]*?)<\/style>/g)].map((part) => part[1]) : path.endsWith('.css') ? [text] : []
      return parts.some((part) => colour.test(part ?? '')) ? [path] : []
    })
    expect(styles).toEqual([])
  })

  it('stores nothing in the browser', () => {
    expect(named(shipped.filter(({ text }) => /localStorage|sessionStorage|indexedDB/.test(text)))).toEqual([])
  })
})
