/**
 * A document for xterm.js under a policy that forbids inline style.
 *
 * xterm.js fills `<style>` elements and writes `style` attributes, which `style-src 'self'` turns
 * away. It takes the document to work in as an option; this one passes everything on to the real
 * document, save that what stands for a `<style>` puts its text into an adopted style sheet, and a
 * `style` attribute goes through the CSS object model. Both are allowed, because no markup can do
 * either. (Letters in 24-bit colours are made past this document, and stay in the usual colour: no
 * serial console has them.)
 */
export interface StyleSafeDocument {
  /** Given to xterm.js as `documentOverride`. */
  document: Document
  /** Takes the style sheets away again. */
  dispose(): void
}

/** A document that keeps to the policy, on top of `real`. */
export function styleSafeDocument(real: Document): StyleSafeDocument {
  let sheets: CSSStyleSheet[] = []

  function drop(gone: CSSStyleSheet[]): void {
    sheets = sheets.filter((sheet) => !gone.includes(sheet))
    real.adoptedStyleSheets = real.adoptedStyleSheets.filter((sheet) => !gone.includes(sheet))
  }

  /** Shows nothing wherever it is put, and passes its text on. */
  function standIn(): HTMLElement {
    const element = real.createElement('template')
    const sheet = new CSSStyleSheet()
    let text = ''
    sheets.push(sheet)
    real.adoptedStyleSheets = [...real.adoptedStyleSheets, sheet]
    Object.defineProperty(element, 'textContent', {
      get: () => text,
      set: (css: string) => {
        text = css
        sheet.replaceSync(css)
      },
    })
    element.remove = () => {
      drop([sheet])
      Element.prototype.remove.call(element)
    }
    return element
  }

  function createElement(name: string, options?: ElementCreationOptions): HTMLElement {
    if (name === 'style') return standIn()
    const element = real.createElement(name, options)
    element.setAttribute = setAttribute
    return element
  }

  const document = new Proxy(real, {
    get(target, property) {
      if (property === 'createElement') return createElement
      const value: unknown = Reflect.get(target, property, target)
      // The document's own methods refuse to be called on a proxy.
      return typeof value === 'function' ? value.bind(target) : value
    },
    set: (target, property, value) => Reflect.set(target, property, value, target),
  })
  return { document, dispose: () => drop(sheets) }
}

function setAttribute(this: HTMLElement, name: string, value: string): void {
  if (name === 'style') this.style.cssText = value
  else Element.prototype.setAttribute.call(this, name, value)
}
