'use strict';
document.querySelectorAll('table.sortable').forEach(table => {
  table.querySelectorAll('thead button').forEach((button, column) => button.addEventListener('click', () => {
    const rows = [...table.tBodies[0].rows];
    const down = button.getAttribute('aria-pressed') !== 'true';
    const key = row => row.cells[column].dataset.value || row.cells[column].textContent.trim();
    rows.sort((a, b) => {
      const x = parseFloat(key(a)), y = parseFloat(key(b));
      const order = Number.isNaN(x) || Number.isNaN(y) ? key(a).localeCompare(key(b)) : x - y;
      return down ? -order : order;
    });
    table.querySelectorAll('thead button').forEach(other => other.setAttribute('aria-pressed', 'false'));
    button.setAttribute('aria-pressed', String(down));
    table.tBodies[0].append(...rows);
  }));
});
