import { element } from './dom.js'
import { suggest } from './suggestions.js'

const { ChoiceSetInput, GlobalRegistry } = window.AdaptiveCards
let count = 0

/**
 * Input.ChoiceSet with `choices.data`, as Teams draws its people picker: the value is the chosen row's, not its text.
 * The library's own has no roles for a screen reader and hands back the text. The root card's `lookUp(dataset, text)`
 * answers `{title, value}` rows.
 */
class TypeAhead extends ChoiceSetInput {
  internalRender() {
    if (!this.isDynamicTypeahead()) return super.internalRender()
    const id = `look-up-${++count}`
    const roles = { role: 'combobox', 'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': id }
    this.field = element('input', { type: 'text', class: 'ac-input ac-textInput', autocomplete: 'off', ...roles })
    this.field.placeholder = this.placeholder ?? ''
    this.chosen = this.choices.find((choice) => choice.value === this.defaultValue)
    this.field.value = this.chosen?.title ?? ''
    const list = element('div', {
      id,
      class: 'suggestions',
      role: 'listbox',
      'aria-label': this.label ?? 'People',
      hidden: '',
    })
    this.field.addEventListener('input', () => this.choose(undefined))
    suggest({ field: this.field, list, ask: () => this.look(), choose: (choice) => this.choose(choice) })
    return element('div', { class: 'look-up' }, this.field, list)
  }

  look() {
    const text = this.field.value.trim()
    if (text === '') return null
    return this.getRootElement().lookUp(this.choicesData.dataset, text)
  }

  choose(choice) {
    this.chosen = choice
    if (choice) this.field.value = choice.title
    this.valueChanged()
  }

  get value() {
    return this.field ? this.chosen?.value : super.value
  }

  isSet() {
    return this.field ? this.chosen !== undefined : super.isSet()
  }

  /** Words that name nobody are a mistake, not an empty field. */
  isValid() {
    return this.field ? this.chosen !== undefined || this.field.value.trim() === '' : super.isValid()
  }

  showValidationFailureCue() {
    this.field.classList.add('ac-input-validation-failed')
  }

  removeValidationFailureCue() {
    this.field.classList.remove('ac-input-validation-failed')
  }

  focus() {
    if (this.field) this.field.focus()
    else super.focus()
  }

  updateInputControlAriaLabelledBy() {
    super.updateInputControlAriaLabelledBy()
    const labels = this.renderedInputControlElement?.getAttribute('aria-labelledby')
    if (!this.field || !labels) return
    this.field.setAttribute('aria-labelledby', labels)
    this.renderedInputControlElement.removeAttribute('aria-labelledby')
  }
}

export function registerTypeAhead() {
  GlobalRegistry.elements.register('Input.ChoiceSet', TypeAhead, window.AdaptiveCards.Versions.v1_0)
}
