// Runs before the first paint, so that a chosen theme does not flash; without a choice the system's one holds.
const chosen = localStorage.getItem('theme')
if (chosen) document.documentElement.dataset.theme = chosen
