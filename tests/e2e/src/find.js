// Finds what a person (or a screen reader) would: visible elements by role and accessible name.
// arguments: role, name, whether the name need only contain it.
const [role, wanted, part] = arguments
const implicit = {
  button: 'button', a: 'link', h1: 'heading', h2: 'heading', h3: 'heading', h4: 'heading',
  select: 'combobox', textarea: 'textbox', dialog: 'dialog', section: 'region', nav: 'navigation',
  main: 'main', li: 'listitem', dt: 'term', dd: 'definition',
}
const inputs = { checkbox: 'checkbox', radio: 'radio', search: 'searchbox', number: 'spinbutton' }
const clean = (text) => (text ?? '').replace(/\s+/g, ' ').trim()

function roleOf(element) {
  const explicit = element.getAttribute('role')
  if (explicit) return explicit
  const tag = element.localName
  return tag === 'input' ? (inputs[element.type] ?? 'textbox') : implicit[tag]
}

function nameOf(element) {
  const by = element.getAttribute('aria-labelledby')
  if (by) {
    const texts = by.split(/\s+/).map((id) => document.getElementById(id)?.textContent)
    return clean(texts.join(' '))
  }
  const label = element.getAttribute('aria-label')
  if (label) return clean(label)
  if (element.labels?.length) return clean([...element.labels].map((l) => l.textContent).join(' '))
  return clean(element.textContent)
}

function visible(element) {
  if (element.closest('[aria-hidden="true"]')) return false
  const box = element.getBoundingClientRect()
  return box.width > 0 && box.height > 0 && getComputedStyle(element).visibility !== 'hidden'
}

for (const element of document.querySelectorAll('*')) {
  if (roleOf(element) !== role || !visible(element)) continue
  const name = nameOf(element)
  if (wanted === '' || (part ? name.includes(wanted) : name === wanted)) return element
}
return null
