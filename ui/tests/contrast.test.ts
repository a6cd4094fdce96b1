import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

/** Contrast of the tokens in each theme, by WCAG 2.2: 4.5 for text, 3 for shapes and borders of controls. */
const css = readFileSync(join(__dirname, '../src/styles/tokens.css'), 'utf8')

function tokens(selector: string): Map<string, string> {
  const start = css.indexOf(selector)
  if (start === -1) throw new Error(`no ${selector}`)
  const block = css.slice(css.indexOf('{', start) + 1, css.indexOf('}', start))
  return new Map([...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})\b/gi)].map((match) => [match[1] as string, match[2] as string]))
}

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

const GROUNDS = ['bg', 'bg-raised', 'bg-sunken', 'bg-chrome', 'bg-hover', 'bg-selected', 'bg-selected-quiet', 'bg-segment', 'bg-segment-on']
const PLAIN_GROUNDS = ['bg', 'bg-raised', 'bg-sunken', 'bg-chrome']
const PAIRS: [string, string[], number][] = [
  ['fg', [...GROUNDS, 'warn-soft', 'bad-soft', 'good-soft', 'info-soft', 'accent-soft'], 4.5],
  ['fg-muted', [...GROUNDS, 'warn-soft', 'bad-soft'], 4.5],
  ['fg-faint', [...PLAIN_GROUNDS, 'bg-hover'], 4.5],
  ['accent', [...PLAIN_GROUNDS, 'accent-soft', 'bg-hover'], 4.5],
  ['good', [...PLAIN_GROUNDS, 'good-soft'], 4.5],
  ['warn', [...PLAIN_GROUNDS, 'warn-soft', 'bg-hover', 'bg-selected', 'bg-selected-quiet'], 4.5],
  ['bad', [...PLAIN_GROUNDS, 'bad-soft', 'bg-hover'], 4.5],
  ['accent-fg', ['accent', 'accent-hover'], 4.5],
  ['fg-on-accent', ['bad', 'bad-hover'], 4.5],
  ['border-control', PLAIN_GROUNDS.slice(0, 3), 3],
  ['focus', GROUNDS, 3],
  ['meter', ['meter-track'], 2.5],
]

describe.each([
  ['light', ":root[data-theme='light']"],
  ['dark', ":root[data-theme='dark']"],
  ['dark by the system', ':root:not([data-theme])'],
  ['high contrast', ":root[data-theme='contrast']"],
])('%s', (_name, selector) => {
  const theme = tokens(selector)

  it.each(PAIRS)('%s stands out', (front, grounds, least) => {
    const weak = grounds
      .map((ground) => {
        const [a, b] = [theme.get(front), theme.get(ground)]
        if (!a || !b) throw new Error(`${front} or ${ground} is missing`)
        return [ground, contrast(a, b)] as const
      })
      .filter(([, ratio]) => ratio < least)
      .map(([ground, ratio]) => `${front} on ${ground}: ${ratio.toFixed(2)}`)
    expect(weak).toEqual([])
  })
})

describe('the two ways to dark', () => {
  it('are the same', () => {
    expect([...tokens(':root:not([data-theme])')]).toEqual([...tokens(":root[data-theme='dark']")])
  })
})
