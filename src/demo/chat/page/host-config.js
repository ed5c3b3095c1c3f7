/**
 * How the renderer draws cards, near to how Teams does. Every colour is a variable of theme.css, so that a card that is
 * on the screen follows the theme. https://learn.microsoft.com/adaptive-cards/rendering-cards/host-config
 */
const colour = (name, subtle = name) => ({
  default: `var(--${name})`,
  subtle: `var(--${subtle})`,
  highlightColors: { default: 'var(--mark)', subtle: 'var(--mark)' },
})

const foregroundColors = {
  default: colour('text', 'text-2'),
  dark: colour('text', 'text-2'),
  light: colour('text-3'),
  accent: colour('accent-text'),
  good: colour('good'),
  warning: colour('warning'),
  attention: colour('attention'),
}

const container = (background, border) => ({
  backgroundColor: `var(--${background})`,
  borderColor: `var(--${border})`,
  foregroundColors,
})

export const teamsLike = {
  supportsInteractivity: true,
  containerStyles: {
    default: container('card', 'line'),
    emphasis: container('emphasis', 'line'),
    accent: container('accent-soft', 'accent'),
    good: container('good-soft', 'good'),
    attention: container('attention-soft', 'attention'),
    warning: container('warning-soft', 'warning'),
  },
  fontTypes: {
    default: {
      fontFamily: 'var(--font)',
      fontSizes: {
        small: 12,
        default: 14,
        medium: 16,
        large: 18,
        extraLarge: 24,
      },
      fontWeights: {
        lighter: 300,
        default: 400,
        bolder: 600,
      },
    },
    monospace: {
      fontFamily: 'var(--font-mono)',
      fontSizes: {
        small: 12,
        default: 13,
        medium: 15,
        large: 17,
        extraLarge: 22,
      },
      fontWeights: {
        lighter: 300,
        default: 400,
        bolder: 600,
      },
    },
  },
  lineHeights: {
    small: 16,
    default: 20,
    medium: 22,
    large: 24,
    extraLarge: 32,
  },
  spacing: {
    small: 4,
    default: 8,
    medium: 12,
    large: 16,
    extraLarge: 24,
    padding: 16,
  },
  separator: {
    lineThickness: 1,
    lineColor: 'var(--line)',
  },
  imageSizes: {
    small: 32,
    medium: 52,
    large: 100,
  },
  actions: {
    maxActions: 6,
    spacing: 'default',
    buttonSpacing: 8,
    showCard: {
      actionMode: 'inline',
      inlineTopMargin: 8,
      style: 'emphasis',
    },
    actionsOrientation: 'horizontal',
    actionAlignment: 'left',
    iconPlacement: 'leftOfTitle',
    iconSize: 16,
  },
  adaptiveCard: {
    allowCustomStyle: false,
  },
  textBlock: {
    // The title of the chat is the page's first level.
    headingLevel: 2,
  },
  textStyles: {
    heading: {
      size: 'large',
      weight: 'bolder',
    },
    columnHeader: {
      weight: 'bolder',
    },
  },
  factSet: {
    title: {
      color: 'default',
      size: 'default',
      isSubtle: true,
      weight: 'default',
      wrap: true,
      maxWidth: 180,
    },
    value: {
      color: 'default',
      size: 'default',
      isSubtle: false,
      weight: 'default',
      wrap: true,
    },
    spacing: 16,
  },
  inputs: {
    label: {
      inputSpacing: 'small',
      requiredInputs: {
        weight: 'bolder',
        suffix: ' *',
        suffixColor: 'attention',
      },
      optionalInputs: {
        weight: 'bolder',
      },
    },
    errorMessage: {
      color: 'attention',
      spacing: 'small',
    },
    allowDynamicallyFilteredChoiceSet: true,
  },
  media: {
    allowInlinePlayback: false,
  },
}
